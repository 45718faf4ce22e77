import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Check, type Outcome, runCheck } from './check.ts'
import { lockFile, withNewLocks } from './checks/migrations.ts'
import { checks } from './checks.ts'
import { missingRows } from './missing-words.ts'
import { home } from './run-program.ts'
import { tell } from './table.ts'
import { openTree, type Tree } from './tree.ts'

const help = `node tools/check/run.ts [--only name,name] [--all] [--root folder]
  --only           run only these checks
  --all            show every finding, not the first of each check
  --list           name the checks
  --update-locks   lock the migrations that have landed since
  --missing-words  print rows for the words that docs/glossary.md lacks
`

process.exitCode = await main()

async function main(): Promise<number> {
  const { values: asked } = parseArgs({
    options: {
      only: { type: 'string' },
      root: { type: 'string', default: home },
      all: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'update-locks': { type: 'boolean', default: false },
      'missing-words': { type: 'boolean', default: false },
    },
  })
  if (asked.help) return say(help)
  if (asked.list)
    return say(`${checks.map(({ name, force, guards }) => `${name} (${force}): ${guards}`).join('\n')}\n`)
  const tree = openTree(asked.root)
  if (asked['missing-words']) return say(missingRows(tree))
  if (asked['update-locks']) {
    writeFileSync(join(tree.root, lockFile), withNewLocks(tree))
    return say(`${lockFile} is written.\n`)
  }
  const outcomes = await runAll(choose(asked.only), tree)
  say(tell(outcomes, asked.all))
  return outcomes.some(({ failing }) => failing.length > 0) ? 1 : 0
}

function choose(only: string | undefined): readonly Check[] {
  if (only === undefined) return checks
  const names = only.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0) throw new Error(`no check is called ${unknown.join(', ')}; --list names them`)
  return checks.filter(({ name }) => names.includes(name))
}

/** Programs run side by side, as many as there are processors; the small checks run while they do. */
async function runAll(chosen: readonly Check[], tree: Tree): Promise<Outcome[]> {
  const outcomes = new Map<Check, Outcome>()
  const heavy = chosen.filter((check) => check.heavy)
  const work = async () => {
    for (let next = heavy.shift(); next !== undefined; next = heavy.shift())
      outcomes.set(next, await runCheck(next, tree))
  }
  const workers = Array.from({ length: Math.max(2, Math.min(4, availableParallelism())) }, work)
  for (const check of chosen.filter(({ heavy }) => !heavy)) outcomes.set(check, await runCheck(check, tree))
  await Promise.all(workers)
  return chosen.flatMap((check) => outcomes.get(check) ?? [])
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}
