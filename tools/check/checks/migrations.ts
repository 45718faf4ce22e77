import { createHash } from 'node:crypto'
import type { Check, Finding } from '../check.ts'
import { evidenceTables, listMigrations, type Migration, madeTables } from '../migration-sql.ts'
import type { Tree } from '../tree.ts'

/** The fingerprints of landed migrations. */
export const lockFile = 'tools/check/migrations.lock.json'

/** What distributed engines cannot do, or what hides work from the reader of the program. */
const banned: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /\bcreate\s+(or\s+replace\s+)?(constraint\s+)?trigger\b/,
    'no triggers: the act writes what follows from it',
  ],
  [/\bexclude\s+(using\s+\w+\s*)?\(/, 'no exclusion constraints: check overlaps under a row lock'],
  [/\busing\s+(sp)?gist\b/, 'no GiST: use a B-tree, or GIN for texts'],
  [/\b(grouping\s+sets|cube|rollup)\b/, 'no grouping sets: union all'],
]

/** Migrations are history: numbered, unchanged, explained, and careful with proof. */
export const migrations: Check = {
  name: 'migrations',
  force: 'fails',
  guards:
    'migrations are numbered without gaps, unchanged once landed, commented, and give no right to change proof',
  run: (tree) => {
    const all = listMigrations(tree)
    return [
      ...numberFindings(all),
      ...lockFindings(tree, all),
      ...tableFindings(tree, all),
      ...all.flatMap(styleFindings),
    ]
  },
}

function numberFindings(all: readonly Migration[]): Finding[] {
  return all.flatMap(({ path, number }, index) =>
    number === index + 1
      ? []
      : [
          {
            where: path,
            what: `has the number ${number}, but number ${index + 1} comes here: numbers rise by one`,
          },
        ],
  )
}

function lockFindings(tree: Tree, all: readonly Migration[]): Finding[] {
  const locked = readLocks(tree)
  const gone = Object.keys(locked).filter((path) => !all.some((migration) => migration.path === path))
  return [
    ...gone.map((path) => ({ where: path, what: 'has landed and may not be taken away; add a migration' })),
    ...all.flatMap(({ path }): Finding[] => {
      const known = locked[path]
      if (known === undefined)
        return [
          {
            where: path,
            what: 'not locked yet: run tools/check/run.ts --update-locks when it lands',
            force: 'signals',
          },
        ]
      return known === fingerprint(tree, path)
        ? []
        : [{ where: path, what: 'has landed and may not change; add a migration' }]
    }),
  ]
}

function tableFindings(tree: Tree, all: readonly Migration[]): Finding[] {
  const text = all.map(({ bare }) => bare).join('\n')
  const evidence = new Set(evidenceTables(tree).map(({ name }) => name))
  return madeTables(all).flatMap(({ name, path }) => {
    const findings: Finding[] = []
    const say = (what: string) => findings.push({ where: path, what: `${name}: ${what}` })
    if (!name.includes('.')) say('name its schema')
    if (!new RegExp(`comment\\s+on\\s+table\\s+${escaped(name)}\\s`).test(text)) say('add "comment on table"')
    const rights = grantsOn(name, text)
    if (rights.length === 0) say('grant kinhbac_app what it needs, and no more')
    if (evidence.has(name) && rights.some((right) => /update|delete|truncate|all/.test(right)))
      say('is proof: grant select and insert only')
    return findings
  })
}

/** What the application's role is granted on a table, one text for each grant. */
function grantsOn(table: string, sql: string): string[] {
  return [...sql.matchAll(/grant\s+([^;]*?)\s+on\s+(?:table\s+)?([^;]*?)\s+to\s+([^;]*);/g)]
    .filter(
      ([, , tables = '', to = '']) => to.includes('kinhbac_app') && tables.split(/[\s,]+/).includes(table),
    )
    .map(([, rights = '']) => rights)
}

function styleFindings({ path, bare }: Migration): Finding[] {
  const findings: Finding[] = banned
    .filter(([pattern]) => pattern.test(bare.toLowerCase()))
    .map(([, why]) => ({ where: path, what: why }))
  const upper = bare.replace(/"[^"]*"/g, '').match(/\b\w*[A-Z]\w*\b/)
  return upper ? [...findings, { where: path, what: `${upper[0]}: SQL is written in lower case` }] : findings
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.')
}

function fingerprint(tree: Tree, path: string): string {
  return createHash('sha256').update(tree.read(path)).digest('hex')
}

function readLocks(tree: Tree): Record<string, string> {
  return tree.has(lockFile) ? (JSON.parse(tree.read(lockFile)) as Record<string, string>) : {}
}

/** The lock file's new text: migrations that are not locked yet are added, none is changed. */
export function withNewLocks(tree: Tree): string {
  const locks = readLocks(tree)
  const added = listMigrations(tree)
    .filter(({ path }) => locks[path] === undefined)
    .map(({ path }) => [path, fingerprint(tree, path)] as const)
  return `${JSON.stringify({ ...locks, ...Object.fromEntries(added) }, null, 2)}\n`
}
