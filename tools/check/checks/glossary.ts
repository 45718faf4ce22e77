import type { Check, Finding } from '../check.ts'
import { listMigrations, madeTables } from '../migration-sql.ts'
import { exportedNames } from '../names.ts'
import type { Tree } from '../tree.ts'

const glossaryFile = 'docs/glossary.md'

/** English in code and Vietnamese in law stay the same thing only while each word stands beside its kin. */
export const glossary: Check = {
  name: 'glossary',
  force: 'fails',
  guards: 'every type of rules/ and contract.ts and every table has its Vietnamese word in docs/glossary.md',
  run: (tree) => {
    const known = glossaryWords(tree)
    const missing = wordsNeeded(tree).filter(({ word }) => !known.has(keyOf(word)))
    return [
      ...missing.map(({ word, where }) => ({ where, what: `add \`${word}\` to ${glossaryFile}` })),
      ...rowFindings(tree),
    ]
  },
}

/** A word that the glossary must have, and where the program uses it. */
export type NeededWord = { readonly word: string; readonly where: string }

/** The types and tables that the glossary must explain, each once. */
export function wordsNeeded(tree: Tree): NeededWord[] {
  const types = exportedNames(tree, 'src/**/rules/**/*.ts', 'src/**/contract.ts', 'src/**/*-contract.ts')
    .filter(({ isType }) => isType)
    .map(({ name, where }) => ({ word: name, where }))
  const tables = madeTables(listMigrations(tree)).map(({ name, path }) => ({ word: name, where: path }))
  return [...new Map([...types, ...tables].map((needed) => [keyOf(needed.word), needed])).values()]
}

/** Type names and the words of the law differ only in their first letter. */
export function keyOf(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1)
}

function glossaryRows(tree: Tree): { line: number; cells: string[] }[] {
  if (!tree.has(glossaryFile)) return []
  return tree
    .read(glossaryFile)
    .split('\n')
    .map((text, index) => ({
      line: index + 1,
      cells: text
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    }))
    .filter(({ cells }) => cells[0]?.startsWith('`') === true)
}

/** The words that the glossary explains, as `keyOf` writes them. */
export function glossaryWords(tree: Tree): ReadonlySet<string> {
  const words = glossaryRows(tree).flatMap(({ cells }) => [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)])
  return new Set(words.map((match) => keyOf(match[1] ?? '')))
}

function rowFindings(tree: Tree): Finding[] {
  return glossaryRows(tree)
    .filter(({ cells }) => cells.length !== 4 || cells[1] === '' || cells[2] === '')
    .map(({ line, cells }) => ({
      where: `${glossaryFile}:${line}`,
      what: `${cells[0]} needs four cells: the word, tiếng Việt, its meaning, its law or kin`,
    }))
}
