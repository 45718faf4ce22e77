import { join } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { brokenProgram, home, runScript } from '../run-program.ts'

type Issue = { readonly name: string; readonly line?: number }
type FileIssues = { readonly file: string } & Readonly<Record<string, readonly Issue[] | string>>

const advice: Readonly<Record<string, string>> = {
  files: 'nothing imports this file; take it out, or name it as an entry in knip.json',
  exports: 'nothing outside uses it; take the "export" or the thing away',
  types: 'nothing outside uses it; take the "export" or the type away',
  dependencies: 'no file imports this package; npm uninstall it, or give knip.json its use',
  devDependencies: 'no file imports this package; npm uninstall it, or give knip.json its use',
  unlisted: 'is imported but not in package.json; npm install --save-exact it',
  unresolved: 'leads nowhere',
  duplicates: 'is exported twice',
  binaries: 'is run but not in package.json',
}

/** What nobody uses has to be read all the same. */
export const deadCode: Check = {
  name: 'dead code',
  force: 'fails',
  guards: 'every file, export and package is used',
  heavy: true,
  run: async (tree) => {
    const config = tree.has('knip.json') ? 'knip.json' : join(home, 'knip.json')
    const ended = await runScript(tree.root, 'knip/bin/knip.js', ['--reporter', 'json', '--config', config])
    const text = ended.output.slice(ended.output.indexOf('{'))
    if (!text.startsWith('{')) throw brokenProgram('knip', ended)
    const read = JSON.parse(text) as { issues: readonly FileIssues[] }
    return read.issues.flatMap(findingsOf)
  },
}

function findingsOf(issues: FileIssues): Finding[] {
  return Object.entries(advice).flatMap(([kind, what]) => {
    const found = issues[kind]
    if (found === undefined || typeof found === 'string') return []
    return found.map(({ name, line }) => ({
      where: line === undefined ? issues.file : `${issues.file}:${line}`,
      what: kind === 'files' ? what : `${name}: ${what}`,
      ...(kind === 'types' ? { force: 'signals' as const } : {}),
    }))
  })
}
