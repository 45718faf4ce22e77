import ts from 'typescript'
import { glossaryWords, keyOf, wordsNeeded } from './checks/glossary.ts'
import { tableComments } from './migration-sql.ts'
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
  return path.endsWith('.ts')
    ? docstringOf(tree, path, word)
    : firstSentence(tableComments(tree).get(word) ?? '')
}

function docstringOf(tree: Tree, path: string, word: string): string {
  const source = tree.source(path)
  const declared = source.statements.filter((statement) => declaresIn(statement, word))
  const said = declared
    .flatMap((statement) => ts.getJSDocCommentsAndTags(statement))
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
  return firstSentence(said[0] ?? '')
}

function declaresIn(statement: ts.Statement, word: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(({ name }) => name.getText() === word)
  return (
    (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) &&
    statement.name.text === word
  )
}

function firstSentence(text: string): string {
  return (text.replace(/\s+/g, ' ').split(/(?<=\.)\s(?=\p{Lu}|`)/u)[0] ?? '').replaceAll('|', '\\|')
}
