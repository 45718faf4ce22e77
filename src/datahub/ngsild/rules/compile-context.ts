import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { coreNames, corePrefixes, coreTerms, defaultVocabulary, isCoreTerm } from './core-terms.ts'

/** What the `@type` or `@container` of a term says about simplified values under it. */
export type Coercion = 'iri' | 'vocab' | 'moment' | 'json' | 'language' | 'list'

/** A context list made ready: looked up, never walked. Core terms are not in the maps; they always hold. */
export type CompiledContext = {
  readonly iris: ReadonlyMap<string, string>
  /** IRI to the shortest term. */
  readonly names: ReadonlyMap<string, string>
  readonly prefixes: readonly (readonly [prefix: string, iri: string])[]
  readonly coercions: ReadonlyMap<string, Coercion>
}

/** The core @context alone: what holds where a request names no other. */
export const coreContext: CompiledContext = compiled(new Map(), new Map(), new Map())

/** One definition of a term, read: where it leads to and how its values are meant. */
export type TermDefinition = { readonly id: string; readonly type?: string; readonly container?: string }

/**
 * Reads the definitions of a context list, the last of a term winning, as in JSON-LD. `rare` when only the whole
 * JSON-LD algorithm can tell where terms lead: a vocabulary or base of its own, keyword aliases, nested prefixes that
 * depend on one another. Refuses `context-invalid`, `context-feature-unsupported` (scoped contexts, `@import`,
 * `@reverse`, `@propagate`, `@nest`), as BadRequestData. House rule on what is supported; clause 4.4 for the rest.
 */
export function readDefinitions(
  objects: readonly unknown[],
):
  | { readonly definitions: ReadonlyMap<string, TermDefinition>; readonly rare: boolean }
  | Refusal<'context-invalid' | 'context-feature-unsupported'> {
  const definitions = new Map<string, TermDefinition>()
  let rare = false
  for (const object of objects) {
    if (typeof object !== 'object' || object === null || Array.isArray(object))
      return refuse('context-invalid', { reason: JSON.stringify(object ?? null).slice(0, 80) })
    for (const [term, definition] of Object.entries(object)) {
      if (unsupported.has(term)) return refuse('context-feature-unsupported', { feature: term })
      if (term === '@vocab' || term === '@base' || term === '@language' || term === '@direction') rare = true
      if (term.startsWith('@') || isCoreTerm(term)) continue
      const read = readDefinition(term, definition)
      if ('refused' in read) return read
      if (read.id.startsWith('@') || read.id === '') rare = true
      definitions.set(term, read)
    }
  }
  return { definitions, rare }
}

const unsupported = new Set(['@import', '@propagate', '@reverse', '@nest', '@context'])

function readDefinition(
  term: string,
  definition: unknown,
): TermDefinition | Refusal<'context-invalid' | 'context-feature-unsupported'> {
  if (definition === null) return { id: '' }
  if (typeof definition === 'string') return { id: definition }
  if (typeof definition !== 'object' || Array.isArray(definition))
    return refuse('context-invalid', { reason: term })
  const found = definition as Readonly<Record<string, unknown>>
  const feature = Object.keys(found).find((key) => unsupported.has(key))
  if (feature !== undefined) return refuse('context-feature-unsupported', { feature })
  const { '@id': id = term, '@type': type, '@container': container } = found
  if (typeof id !== 'string') return refuse('context-invalid', { reason: term })
  return {
    id,
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof container === 'string' ? { container } : {}),
  }
}

/** Compiles definitions that are not rare: terms and prefixes lead to IRIs through one another. */
export function compileDefinitions(
  definitions: ReadonlyMap<string, TermDefinition>,
): CompiledContext | undefined {
  const iris = new Map<string, string>()
  const resolve = (term: string, seen: readonly string[]): string | undefined => {
    const known = iris.get(term)
    if (known !== undefined) return known
    const definition = definitions.get(term)
    if (definition === undefined || seen.includes(term)) return undefined
    const iri =
      definition.id === term ? resolveOwnName(term, seen) : resolveId(definition.id, [...seen, term])
    if (iri !== undefined) iris.set(term, iri)
    return iri
  }
  const resolveOwnName = (term: string, seen: readonly string[]) =>
    term.includes(':') ? resolveId(term, [...seen, term]) : defaultVocabulary + term
  const resolveId = (id: string, seen: readonly string[]): string | undefined => {
    const [prefix = '', suffix] = splitAtColon(id)
    if (suffix === undefined) {
      if (coreTerms.has(id)) return coreTerms.get(id)
      return definitions.has(id) ? resolve(id, seen) : defaultVocabulary + id
    }
    if (prefix === '_' || suffix.startsWith('//')) return id
    const base = corePrefixes.get(prefix) ?? (definitions.has(prefix) ? resolve(prefix, seen) : undefined)
    return base === undefined ? id : base + suffix
  }
  for (const term of definitions.keys()) if (resolve(term, []) === undefined) return undefined
  return compiled(iris, definitions, iris)
}

/** The whole of a compiled context out of where each term leads to. */
export function compiled(
  iris: ReadonlyMap<string, string>,
  definitions: ReadonlyMap<string, TermDefinition>,
  resolvedTypes: ReadonlyMap<string, string>,
): CompiledContext {
  const names = new Map<string, string>()
  for (const [term, iri] of iris) {
    const other = names.get(iri)
    if (!term.includes(':') && (other === undefined || isShorter(term, other))) names.set(iri, term)
  }
  const prefixes = [...iris].filter(([term, iri]) => !term.includes(':') && /[:/?#[\]@]$/.test(iri))
  const coercions = new Map<string, Coercion>()
  for (const [term, definition] of definitions) {
    const coercion = coercionOf(definition, resolvedTypes)
    if (coercion !== undefined) coercions.set(term, coercion)
  }
  return { iris, names, prefixes: [...prefixes, ...corePrefixes], coercions }
}

const byType: Readonly<Record<string, Coercion>> = {
  '@id': 'iri',
  '@vocab': 'vocab',
  '@json': 'json',
  DateTime: 'moment',
  'https://uri.etsi.org/ngsi-ld/DateTime': 'moment',
  'http://www.w3.org/2001/XMLSchema#dateTime': 'moment',
}

function coercionOf(
  { type, container }: TermDefinition,
  iris: ReadonlyMap<string, string>,
): Coercion | undefined {
  if (container === '@language') return 'language'
  if (type !== undefined) {
    const [prefix = '', suffix] = splitAtColon(type)
    const base = corePrefixes.get(prefix) ?? iris.get(prefix)
    const coercion = byType[iris.get(type) ?? (suffix !== undefined && base ? base + suffix : type)]
    if (coercion !== undefined) return coercion
  }
  return container === '@list' ? 'list' : undefined
}

/** JSON-LD's choice among terms of one IRI: the shorter, then the earlier in the alphabet. */
function isShorter(term: string, other: string): boolean {
  return term.length < other.length || (term.length === other.length && term < other)
}

function splitAtColon(text: string): readonly [string, string?] {
  const colon = text.indexOf(':')
  return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)]
}

/** The IRI of a name under a context: core terms first, then the context's, prefixes, and the default vocabulary. */
export function iriOfName(name: string, context: CompiledContext): string {
  const known = coreTerms.get(name) ?? context.iris.get(name)
  if (known !== undefined) return known
  const [prefix = '', suffix] = splitAtColon(name)
  if (suffix === undefined) return defaultVocabulary + name
  if (suffix.startsWith('//')) return name
  const base = corePrefixes.get(prefix) ?? context.iris.get(prefix)
  return base === undefined ? name : base + suffix
}

/** The name of an IRI under a context, as short as it can be without meaning something else. */
export function nameOfIri(iri: string, context: CompiledContext): string {
  const core = coreNames.get(iri)
  if (core !== undefined) return core
  const term = context.names.get(iri)
  if (term !== undefined) return term
  if (iri.startsWith(defaultVocabulary)) {
    const bare = iri.slice(defaultVocabulary.length)
    if (isBare(bare) && !isCoreTerm(bare) && !context.iris.has(bare)) return bare
  }
  let best = iri
  for (const [prefix, base] of context.prefixes) {
    if (!iri.startsWith(base) || iri.length === base.length) continue
    const short = `${prefix}:${iri.slice(base.length)}`
    if (
      isShorter(short, best) &&
      !short.slice(prefix.length + 1).startsWith('//') &&
      !context.iris.has(short)
    )
      best = short
  }
  return best
}

function isBare(name: string): boolean {
  return name !== '' && !name.includes(':')
}
