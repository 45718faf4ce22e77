import jsonld from 'jsonld'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { type CompiledContext, compiled, type TermDefinition } from './rules/compile-context.ts'
import { corePrefixes, coreTerms, defaultVocabulary } from './rules/core-terms.ts'

/**
 * Compiles a context whose terms only the whole JSON-LD algorithm can resolve: vocabularies of their own, aliases of
 * keywords, compact names that depend on one another. The `jsonld` library is asked where each term leads to, once
 * a context; it never goes to the network, since nothing but objects is handed to it.
 */
export async function compileRarely(
  objects: readonly unknown[],
  definitions: ReadonlyMap<string, TermDefinition>,
): Promise<CompiledContext | Refusal<'context-invalid'>> {
  const core = {
    '@vocab': defaultVocabulary,
    ...Object.fromEntries(corePrefixes),
    ...Object.fromEntries(coreTerms),
  }
  const terms = [...definitions.keys()].filter((term) => definitions.get(term)?.id !== '')
  try {
    const document = {
      '@context': [{ '@vocab': defaultVocabulary }, ...objects, withoutVocabulary(core, objects)],
      '@type': terms,
    }
    const [found] = (await jsonld.expand(document as jsonld.JsonLdDocument, {
      documentLoader: refuseToLoad,
    })) as readonly {
      '@type'?: readonly string[]
    }[]
    const iris = new Map<string, string>()
    for (const [index, term] of terms.entries()) {
      const iri = found?.['@type']?.[index]
      if (iri !== undefined && !iri.startsWith('@')) iris.set(term, iri)
    }
    return compiled(iris, definitions, iris)
  } catch (error) {
    const { message } = error as Error
    return refuse('context-invalid', { reason: message.slice(0, 200) })
  }
}

/** A vocabulary of the context's own holds for its own terms; names that it does not define stay the standard's. */
function withoutVocabulary(core: Readonly<Record<string, string>>, objects: readonly unknown[]): object {
  const own = objects.some((object) => typeof object === 'object' && object !== null && '@vocab' in object)
  const { '@vocab': _, ...terms } = core
  return own ? terms : core
}

async function refuseToLoad(url: string): Promise<never> {
  throw new Error(`context not at hand: ${url}`)
}
