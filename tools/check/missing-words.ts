import ts from 'typescript'
import { glossaryWords, keyOf, wordsNeeded } from './checks/glossary.ts'
import type { Tree } from './tree.ts'

/** A table row for each word that the glossary lacks, its meaning from the docstring; the Vietnamese is left to write. */
export function missingRows(tree: Tree): string {
  const known = glossaryWords(tree)
  return wordsNeeded(tree)
    .filter(({ word }) => !known.has(keyOf(word)))
    .map(({ word, where }) => `| \`${word}\` |  | ${meaningOf(tree, word, where)} | ${where} |\n`)
    .join('')
}

function meaningOf(tree: Tree, word: string, where: string): string {
  const path = where.replace(/:\d+$/, '')
  return path.endsWith('.ts') ? docstringOf(tree, path, word) : tableComment(tree.read(path), word)
}

function docstringOf(tree: Tree, path: string, word: string): string {
  const source = tree.source(path)
  const declared = source.statements.filter((statement) => statement.getText(source).includes(word))
  const said = declared
    .flatMap((statement) => ts.getJSDocCommentsAndTags(statement))
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
  return firstSentence(said[0] ?? '')
}

function tableComment(sql: string, table: string): string {
  const found = new RegExp(
    `comment\\s+on\\s+table\\s+${table.replaceAll('.', '\\.')}\\s+is\\s+'((?:[^']|'')*)'`,
  ).exec(sql)
  return firstSentence((found?.[1] ?? '').replaceAll("''", "'"))
}

function firstSentence(text: string): string {
  return (text.replace(/\s+/g, ' ').split(/(?<=[.:])\s/)[0] ?? '').replaceAll('|', '\\|')
}
