import type { FormFault } from './form-faults.ts'

/** Shared pieces of forms by name, as parsed. A piece is a list (of fields) or one thing (a step, a section). */
export type Fragments = ReadonlyMap<string, unknown>

/**
 * Puts shared fragments where a form says `use: <name>`: a list takes the place of its mention among the elements,
 * one thing takes it as it is. `with` fills the braces of the fragment's texts: `{paper}`; a text in two languages
 * fills each language with its own. Fragments may use others.
 */
export function putFragmentsIn(
  value: unknown,
  fragments: Fragments,
): { readonly value: unknown; readonly faults: readonly FormFault[] } {
  const faults: FormFault[] = []
  return { value: put(value, fragments, [], faults, ''), faults }
}

type Mention = { readonly use: string; readonly with?: Readonly<Record<string, unknown>> }

function isMention(value: unknown): value is Mention {
  return typeof value === 'object' && value !== null && 'use' in value && typeof value.use === 'string'
}

function put(
  value: unknown,
  fragments: Fragments,
  within: readonly string[],
  faults: FormFault[],
  at: string,
): unknown {
  if (Array.isArray(value))
    return value.flatMap((each: unknown, index) => {
      const one = put(each, fragments, within, faults, `${at}[${index}]`)
      return isMention(each) && Array.isArray(one) ? (one as unknown[]) : [one]
    })
  if (isMention(value)) return putOne(value, fragments, within, faults, at)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      put(each, fragments, within, faults, at ? `${at}.${key}` : key),
    ]),
  )
}

function putOne(
  mention: Mention,
  fragments: Fragments,
  within: readonly string[],
  faults: FormFault[],
  at: string,
): unknown {
  const fragment = fragments.get(mention.use)
  const odd = Object.keys(mention).filter((key) => key !== 'use' && key !== 'with')
  if (odd.length > 0) faults.push({ at, fault: `use takes no ${odd.join(', ')}` })
  if (fragment === undefined || within.includes(mention.use)) {
    faults.push({
      at,
      fault: fragment === undefined ? `no fragment ${mention.use}` : `${mention.use} uses itself`,
    })
    return undefined
  }
  const filled = fill(fragment, mention.with ?? {}, undefined)
  for (const brace of bracesIn(filled)) faults.push({ at, fault: `${mention.use} needs with: ${brace}` })
  return put(filled, fragments, [...within, mention.use], faults, at)
}

function fill(value: unknown, facts: Readonly<Record<string, unknown>>, lang: string | undefined): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const fact = facts[name]
      if (typeof fact === 'object' && fact !== null && lang !== undefined)
        return String((fact as Record<string, unknown>)[lang] ?? whole)
      return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : whole
    })
  if (Array.isArray(value)) return value.map((each: unknown) => fill(each, facts, lang))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      fill(each, facts, key === 'vi' || key === 'en' ? key : lang),
    ]),
  )
}

/** Braces that nothing filled; `{days}` of warnings is filled when it is shown. */
function bracesIn(value: unknown): string[] {
  const found = JSON.stringify(value ?? null).match(/\{\w+\}/g) ?? []
  return [...new Set(found)].filter((brace) => brace !== '{days}')
}
