import { basename } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { exceptionsFor, staleExceptions } from '../exceptions.ts'
import { listMigrations, madeTables } from '../migration-sql.ts'
import { exportedNames, wordsOf } from '../names.ts'

/** Words that fit anything and so say nothing. */
const banned = new Set(
  'data info item object record manager handler helper util common misc'
    .split(' ')
    .flatMap((word) => [word, `${word}s`]),
)

/** `recordAccess`, `record-access.ts`: as a verb it says what is done. */
const verbs = new Set(['record'])

/** A name is the shortest documentation. */
export const naming: Check = {
  name: 'naming',
  force: 'fails',
  guards: 'no exported name, file or table is called by a word that fits anything',
  run: (tree) => {
    const exceptions = exceptionsFor(tree, 'names')
    const needed = new Set<string>()
    const judge = (name: string, where: string, verbAllowed: boolean): Finding[] => {
      const word = wordsOf(name).find(
        (one, at) => banned.has(one) && !(verbAllowed && at === 0 && verbs.has(one)),
      )
      if (word === undefined) return []
      if (exceptions[name] !== undefined) {
        needed.add(name)
        return []
      }
      return [{ where, what: `${name}: "${word}" fits anything; say what it is` }]
    }
    return [
      ...exportedNames(tree, '{src,tools,bench,journeys,web}/**/*.ts').flatMap(({ name, where, isCall }) =>
        judge(name, where, isCall),
      ),
      ...tree
        .list('{src,tools,bench,journeys,web,db}/**/*')
        .flatMap((path) => judge(basename(path).replace(/\..*$/, ''), path, true)),
      ...madeTables(listMigrations(tree)).flatMap(({ name, path }) => judge(name, path, false)),
      ...staleExceptions(exceptions, needed),
    ]
  },
}
