import { join } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { brokenProgram, home, runScript } from '../run-program.ts'

type Breach = {
  readonly from: string
  readonly to: string
  readonly rule: { readonly name: string; readonly severity: string }
  readonly cycle?: readonly { readonly name: string }[]
}
type Rules = { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] }

/** Who may know whom, as `.dependency-cruiser.cjs` says. */
export const rooms: Check = {
  name: 'rooms',
  force: 'fails',
  guards: 'rooms, doors, pure rules and the browser know only whom they may; nothing needs itself',
  heavy: true,
  run: async (tree) => {
    const config = join(home, '.dependency-cruiser.cjs')
    const folders = ['src', 'web/src', 'tools', 'bench'].filter(
      (path) => tree.list(`${path}/**/*`).length > 0,
    )
    const ended = await runScript(tree.root, 'dependency-cruiser/bin/dependency-cruiser.mjs', [
      '--config',
      config,
      '--output-type',
      'json',
      ...folders,
    ])
    if (!ended.output.startsWith('{')) throw brokenProgram('dependency-cruiser', ended)
    const read = JSON.parse(ended.output) as { summary: { violations: readonly Breach[] } }
    const { default: rules } = (await import(config)) as { default: Rules }
    return read.summary.violations
      .filter((breach) => !drawsItself(breach))
      .map((breach) => findingOf(breach, rules))
  },
}

/** A component may draw itself: a group of fields inside a field. */
function drawsItself({ from, to }: Breach): boolean {
  return from === to && from.endsWith('.svelte')
}

function findingOf({ from, to, rule, cycle }: Breach, { forbidden }: Rules): Finding {
  const way = cycle ? cycle.map(({ name }) => name).join(' → ') : to
  const advice = forbidden.find(({ name }) => name === rule.name)?.comment ?? ''
  return {
    where: from,
    what: `${rule.name}: imports ${way}; ${advice}`,
    force: rule.severity === 'error' ? 'fails' : 'signals',
  }
}
