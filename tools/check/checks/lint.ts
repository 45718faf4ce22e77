import { relative } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { brokenProgram, runScript } from '../run-program.ts'

/** One hand has written everything. */
export const lint: Check = {
  name: 'lint and format',
  force: 'fails',
  guards: 'Biome finds nothing, and would write every file as it is (npm run format mends most)',
  heavy: true,
  run: async (tree) => {
    const ended = await runScript(tree.root, '@biomejs/biome/bin/biome', [
      'check',
      '--reporter=github',
      '--max-diagnostics=1000',
      '.',
    ])
    const found = [...ended.output.matchAll(/^::(error|warning|notice) (.*?)::(.*)$/gm)].map(
      ([, kind, said = '', what = '']): Finding => ({
        where: `${relative(tree.root, /file=([^,]*)/.exec(said)?.[1] ?? '')}:${/line=(\d+)/.exec(said)?.[1] ?? 1}`,
        what: `${/title=([^,]*)/.exec(said)?.[1] ?? ''}: ${what}`,
        force: kind === 'error' ? 'fails' : 'signals',
      }),
    )
    const failing = found.some(({ force }) => force === 'fails')
    if (ended.code !== 0 && !failing) throw brokenProgram('biome', ended)
    return found
  },
}
