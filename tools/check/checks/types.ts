import { join } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { brokenProgram, runScript } from '../run-program.ts'
import type { Tree } from '../tree.ts'

/** The compiler reads every program of the tree. */
export const types: Check = {
  name: 'types',
  force: 'fails',
  guards: 'src, tools, bench and journeys are typed as strictly as the compiler can',
  heavy: true,
  run: async (tree) => {
    const ended = await runScript(tree.root, 'typescript7/bin/tsc', [
      '-p',
      '.',
      '--noEmit',
      '--pretty',
      'false',
    ])
    const found = [...ended.output.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
      ([, path = '', line = '', what = '']) => ({ where: `${path}:${line}`, what }),
    )
    if (ended.code !== 0 && found.length === 0) throw brokenProgram('tsc', ended)
    return found
  },
}

/** The screens are typed too, their templates included. */
export const screenTypes: Check = {
  name: 'screen types',
  force: 'fails',
  guards: 'the screens of web/ fit what the program hands them',
  heavy: true,
  run: (tree) => (tree.has('web/vite.config.ts') ? screenFaults(tree) : []),
}

async function screenFaults(tree: Tree): Promise<Finding[]> {
  const web = join(tree.root, 'web')
  const synced = await runScript(web, '@sveltejs/kit/svelte-kit.js', ['sync'])
  if (synced.code !== 0) throw brokenProgram('svelte-kit sync', synced)
  const ended = await runScript(web, 'svelte-check/bin/svelte-check', [
    '--output',
    'machine',
    '--tsconfig',
    './tsconfig.json',
  ])
  const found = [...ended.output.matchAll(/^\d+ (ERROR|WARNING) "(.+?)" (\d+):\d+ "(.*)"$/gm)].map(
    ([, kind, path = '', line = '', what = '']): Finding => ({
      where: `web/${path}:${line}`,
      what: what.replaceAll('\\n', ' ').replaceAll('\\"', '"'),
      force: kind === 'ERROR' ? 'fails' : 'signals',
    }),
  )
  if (ended.code !== 0 && found.length === 0) throw brokenProgram('svelte-check', ended)
  return found
}
