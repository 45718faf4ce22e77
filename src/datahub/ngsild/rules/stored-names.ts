import { type CompiledContext, iriOfName, nameOfIri } from './compile-context.ts'
import { coreNames, coreTerms, defaultVocabulary } from './core-terms.ts'

/**
 * The name under which the registry keeps an IRI: the core term, the bare name of the default vocabulary, otherwise
 * the whole IRI. House rule; it makes the common case, one context of plain names, a copy.
 */
export function storedOfIri(iri: string): string {
  const core = coreNames.get(iri)
  if (core !== undefined) return core
  if (!iri.startsWith(defaultVocabulary)) return iri
  const bare = iri.slice(defaultVocabulary.length)
  return bare === '' || bare.includes(':') || coreTerms.has(bare) ? iri : bare
}

/** The IRI of a stored name. The inverse of `storedOfIri`. */
export function iriOfStored(stored: string): string {
  return coreTerms.get(stored) ?? (stored.includes(':') ? stored : defaultVocabulary + stored)
}

/** The stored name of what a request calls `name`. */
export function expandName(name: string, context: CompiledContext): string {
  return storedOfIri(iriOfName(name, context))
}

/** What an answer under this context calls a stored name. */
export function compactName(stored: string, context: CompiledContext): string {
  return nameOfIri(iriOfStored(stored), context)
}

/**
 * Whether a name may stand in a request (clause 4.6.2): a term, a prefixed name or an IRI, without the signs that the
 * query language uses.
 */
export function isName(name: string): boolean {
  return /^[^\s"'<>\\()[\]{}=;,&|~!?*^$`]+$/u.test(name) && !/^[.@]/.test(name)
}
