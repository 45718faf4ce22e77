import type { Finding } from './check.ts'
import type { Tree } from './tree.ts'

const file = 'tools/check/exceptions.json'

/** What may break a rule, each with its reason, by the name of the rule. */
export type Exceptions = Readonly<Record<string, string>>

/** The exceptions of one rule from the one list of the house. Throws when an exception gives no reason. */
export function exceptionsFor(tree: Tree, rule: 'size' | 'names' | 'language'): Exceptions {
  if (!tree.has(file)) return {}
  const read = JSON.parse(tree.read(file)) as Record<string, Record<string, string> | undefined>
  const found = read[rule] ?? {}
  for (const [name, reason] of Object.entries(found))
    if (reason.trim().length < 10) throw new Error(`${file}: ${rule}: ${name} needs a reason`)
  return found
}

/** Exceptions that nothing needs any more. */
export function staleExceptions(exceptions: Exceptions, needed: ReadonlySet<string>): Finding[] {
  return Object.keys(exceptions)
    .filter((name) => !needed.has(name))
    .map((name) => ({
      where: file,
      what: `nothing needs the exception for ${name} any more; take it out`,
      force: 'signals',
    }))
}
