import ts from 'typescript'
import type { Check, Finding } from '../check.ts'
import { exceptionsFor, staleExceptions } from '../exceptions.ts'
import { isTest, nodesOf, placeOf, type Tree } from '../tree.ts'

const limits = { file: 300, fileAtMost: 600, function: 60 } as const

/** Long files and functions have more than one subject. */
export const size: Check = {
  name: 'size',
  force: 'signals',
  guards: `a file over ${limits.file} or a function over ${limits.function} lines is looked at; over ${limits.fileAtMost} needs a reason`,
  run: (tree) => {
    const exceptions = exceptionsFor(tree, 'size')
    const needed = new Set<string>()
    const findings = tree
      .list('{src,tools,bench,journeys,web}/**/*.{ts,svelte,css,mjs,cjs,js}', '*.{ts,mjs,cjs,js}')
      .flatMap((path) => {
        const long = longFile(tree, path)
        if (long?.force === 'fails' && exceptions[path] !== undefined) {
          needed.add(path)
          return longFunctions(tree, path)
        }
        return [...(long ? [long] : []), ...longFunctions(tree, path)]
      })
    return [...findings, ...staleExceptions(exceptions, needed)]
  },
}

function longFile(tree: Tree, path: string): Finding | undefined {
  const lines = tree.read(path).trimEnd().split('\n').length
  if (lines > limits.fileAtMost)
    return {
      where: path,
      what: `${lines} lines: split it, or give tools/check/exceptions.json a reason under "size"`,
      force: 'fails',
    }
  return lines > limits.file
    ? { where: path, what: `${lines} lines: has it more than one subject?` }
    : undefined
}

function longFunctions(tree: Tree, path: string): Finding[] {
  if (!path.endsWith('.ts') || isTest(path)) return []
  const source = tree.source(path)
  const lineOf = (at: number) => source.getLineAndCharacterOfPosition(at).line
  return nodesOf(source).flatMap((node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return []
    const lines = lineOf(node.getEnd()) - lineOf(node.getStart(source)) + 1
    if (lines <= limits.function || (node.name === undefined && ts.isArrowFunction(node))) return []
    const name = node.name?.getText(source) ?? 'a function'
    return [{ where: placeOf(source, node), what: `${name} has ${lines} lines: name its parts` }]
  })
}
