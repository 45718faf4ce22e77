import ts from 'typescript'
import type { Check, Finding } from '../check.ts'
import { isTest, nodesOf, placeOf, type Tree } from '../tree.ts'

const worldly = new Map(
  Object.entries({
    process: 'the environment',
    performance: 'the clock',
    crypto: 'randomness',
    console: 'the screen',
    fetch: 'the network',
    setTimeout: 'the clock',
    setInterval: 'the clock',
    setImmediate: 'the clock',
    localStorage: 'the browser',
    document: 'the browser',
    window: 'the browser',
  }),
)
const worldlyMembers = new Map(
  Object.entries({
    'Date.now': 'the clock',
    'Math.random': 'randomness',
    'Temporal.Now': 'the clock',
  }),
)
const localeMembers = new Set(['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])

/** Rules take values and return values: nothing in them reads the world. */
export const purity: Check = {
  name: 'purity',
  force: 'fails',
  guards: 'rules/ and kit/values read no clock, chance, environment, network or disk',
  run: (tree) =>
    tree
      .list('src/**/rules/**/*.ts', 'src/kit/values/**/*.ts')
      .filter((path) => !isTest(path))
      .flatMap((path) => impurities(tree, path)),
}

function impurities(tree: Tree, path: string): Finding[] {
  const source = tree.source(path)
  return nodesOf(source).flatMap((node) => {
    const read = whatItReads(node)
    if (read === undefined) return []
    const what = `${read.name} reads ${read.world}; take the value as an argument`
    return [{ where: placeOf(source, node), what }]
  })
}

function whatItReads(node: ts.Node): { name: string; world: string } | undefined {
  if (ts.isPropertyAccessExpression(node)) return memberReads(node)
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length)
    return { name: 'new Date()', world: 'the clock' }
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date'))
    return { name: 'Date()', world: 'the clock' }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const name = node.moduleSpecifier.text
    return name.startsWith('node:') && name !== 'node:crypto' ? { name, world: 'the machine' } : undefined
  }
  if (ts.isImportSpecifier(node) && /^(random|webcrypto)/.test((node.propertyName ?? node.name).text))
    return { name: node.name.text, world: 'randomness' }
  if (ts.isIdentifier(node) && isUse(node)) {
    const world = worldly.get(node.text)
    return world === undefined || isDeclaredHere(node) ? undefined : { name: node.text, world }
  }
  return undefined
}

function memberReads(node: ts.PropertyAccessExpression) {
  const name = `${node.expression.getText()}.${node.name.text}`
  const world = worldlyMembers.get(name) ?? (localeMembers.has(node.name.text) ? 'the locale' : undefined)
  return world === undefined ? undefined : { name, world }
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

/** An identifier that stands for a value, not for the name of a property, a type or a declaration. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isTypeNode(parent) || ts.isPropertySignature(parent) || ts.isImportSpecifier(parent)) return false
  return (
    !(ts.isVariableDeclaration(parent) && parent.name === node) &&
    !ts.isParameter(parent) &&
    !ts.isBindingElement(parent)
  )
}

/** Whether the file gives the name a meaning of its own: a parameter, a constant, an import. */
function isDeclaredHere(node: ts.Identifier): boolean {
  return nodesOf(node.getSourceFile()).some(
    (other) =>
      (ts.isParameter(other) ||
        ts.isVariableDeclaration(other) ||
        ts.isBindingElement(other) ||
        ts.isImportSpecifier(other) ||
        ts.isFunctionDeclaration(other)) &&
      other.name !== undefined &&
      isNamed(other.name, node.text),
  )
}
