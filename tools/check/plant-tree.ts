import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Check, Finding } from './check.ts'
import { openTree, type Tree } from './tree.ts'

/** For tests of checks: a temporary tree with these files. Hands it to `use` and clears it away. */
export async function withTree<Value>(
  files: Readonly<Record<string, string>>,
  use: (tree: Tree) => Value | Promise<Value>,
): Promise<Value> {
  const root = mkdtempSync(join(tmpdir(), 'kinh-bac-check-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return await use(openTree(root))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** For tests of checks: what a check finds in a temporary tree with these files. */
export async function findingsIn(
  check: Check,
  files: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  return withTree(files, (tree) => check.run(tree))
}
