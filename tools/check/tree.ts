import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import ts from 'typescript'

/** The working tree under check: its files by path from the root, read and parsed once. */
export type Tree = {
  readonly root: string
  /** Every file that git would keep: tracked, or new and not ignored. Sorted. */
  readonly files: readonly string[]
  /** The files that fit one of the patterns. */
  readonly list: (...patterns: readonly string[]) => readonly string[]
  readonly has: (path: string) => boolean
  readonly read: (path: string) => string
  /** The parsed file; `import` and docstrings included, types not resolved. */
  readonly source: (path: string) => ts.SourceFile
}

/** Opens the tree at a folder; where there is no git, every file outside node_modules counts. */
export function openTree(root: string): Tree {
  const files = listFiles(root)
  const texts = new Map<string, string>()
  const sources = new Map<string, ts.SourceFile>()
  const read = (path: string) => once(texts, path, () => readFileSync(join(root, path), 'utf8'))
  return {
    root,
    files,
    list: (...patterns) => files.filter((path) => patterns.some((pattern) => matchesGlob(path, pattern))),
    has: (path) => existsSync(join(root, path)),
    read,
    source: (path) =>
      once(sources, path, () => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true)),
  }
}

function listFiles(root: string): string[] {
  const named = existsSync(join(root, '.git'))
    ? execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      }).split('\0')
    : globSync('**/*', { cwd: root, exclude: (name) => name === 'node_modules' })
  const isFile = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
  return [...new Set(named)].filter((path) => path !== '' && isFile(path)).sort()
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

/** Whether a path is a test, or there for tests only: `testing/`, `testing.ts`, `samples/`. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)testing(\/|\.ts$)|(^|\/)samples\//.test(path) || path.startsWith('journeys/')
}

/** Every node of a file, outer before inner. */
export function nodesOf(source: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return nodes
}

/** `path:line` of a node. */
export function placeOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`
}
