import ts from 'typescript'
import type { Check, Finding } from '../check.ts'
import { exceptionsFor, staleExceptions } from '../exceptions.ts'
import { isTest, nodesOf, placeOf, type Tree } from '../tree.ts'

const vietnamese = /[ăâđêôơưàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]/iu

/** Fields whose text cites the law beside the row that it grounds, and what the API's page tells integrators. */
const spared = new Set(['law', 'article', 'citation', 'source', 'summary', 'description', 'tags'])

/** The product's name is the same in every language. */
const productName = 'Kinh Bắc'

/** What people read stands in message files and content, where it can be corrected without a programmer. */
export const language: Check = {
  name: 'language',
  force: 'fails',
  guards: 'no Vietnamese words in program text outside message files, content and tests',
  run: (tree) => {
    const exceptions = exceptionsFor(tree, 'language')
    const needed = new Set<string>()
    const findings = tree
      .list('src/**/*.ts')
      .filter((path) => !isTest(path))
      .flatMap((path) => {
        const found = vietnameseLiterals(tree, path)
        if (found.length > 0 && exceptions[path] !== undefined) {
          needed.add(path)
          return []
        }
        return found
      })
    return [...findings, ...staleExceptions(exceptions, needed)]
  },
}

function vietnameseLiterals(tree: Tree, path: string): Finding[] {
  const source = tree.source(path)
  return nodesOf(source).flatMap((node) => {
    const text = textOf(node)
    if (text === undefined || !isVietnamese(text) || isSpared(node)) return []
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
    return [
      {
        where: placeOf(source, node),
        what: `«${shown}» belongs in messages.vi.json, a *.vi.json word list or content`,
      },
    ]
  })
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return isRaw(node) ? undefined : node.text
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
    return isRaw(ts.isTemplateHead(node) ? node : node.parent) ? undefined : node.text
  return ts.isIdentifier(node) ? node.text : undefined
}

/** Whether it has words: a letter alone is the alphabet's. Patterns, which read and are never shown, do not count. */
function isVietnamese(text: string): boolean {
  const rest = text.normalize('NFC').replaceAll(productName, '')
  return rest.length > 1 && vietnamese.test(rest)
}

/** A piece of a pattern: String.raw. */
function isRaw(node: ts.Node): boolean {
  const { parent } = node
  const tagged = ts.isTemplateExpression(parent) ? parent.parent : parent
  return ts.isTaggedTemplateExpression(tagged) && tagged.tag.getText() === 'String.raw'
}

function isSpared(node: ts.Node): boolean {
  let outer: ts.Node = node
  while (ts.isArrayLiteralExpression(outer.parent) || ts.isTemplateExpression(outer.parent))
    outer = outer.parent
  return ts.isPropertyAssignment(outer.parent) && spared.has(outer.parent.name.getText())
}
