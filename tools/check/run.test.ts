import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Check, runCheck } from './check.ts'
import { withTree } from './plant-tree.ts'
import { home } from './run-program.ts'

/** How the command ends in a tree with these files, and what it prints. */
function ends(files: Readonly<Record<string, string>>, ...args: string[]) {
  return withTree(
    files,
    (tree) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const command = [join(home, 'tools/check/run.ts'), '--root', tree.root, ...args]
        execFile(process.execPath, command, (error, output) =>
          resolve({ code: error ? Number(error.code) : 0, output }),
        )
      }),
  )
}

test('a broken rule ends the command with 1 and says where and what to do', async () => {
  const { code, output } = await ends({ 'a.md': '[b](c.md)' }, '--only', 'docs,law')
  expect(code).toBe(1)
  expect(output).toContain('a.md:1  the link to c.md leads nowhere')
  expect(output).toContain('1 of 2 checks fail: docs.')
})

test('signals alone do not', async () => {
  const rule = { 'src/a/b/rules/c.ts': 'export function c() {}\n' }
  const { code, output } = await ends(rule, '--only', 'law')
  expect(code).toBe(0)
  expect(output).toContain('1 to look at')
})

test('a check that nobody knows is no check', async () => {
  expect((await ends({}, '--only', 'docks')).code).toBe(1)
})

test('a check that breaks has failed', async () => {
  const broken: Check = {
    name: 'broken',
    force: 'signals',
    guards: 'nothing',
    run: () => {
      throw new Error('no disk')
    },
  }
  const { failing } = await withTree({}, (tree) => runCheck(broken, tree))
  expect(failing.map(({ what }) => what).join()).toContain('no disk')
})
