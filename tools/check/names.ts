import ts from 'typescript'
import { isTest, placeOf, type Tree } from './tree.ts'

/** A name that others can see, and where it is given. */
export type Named = {
  readonly name: string
  readonly where: string
  readonly isType: boolean
  readonly isCall: boolean
}

/** What the files export under names of their own; what they pass on from elsewhere does not count. */
export function exportedNames(tree: Tree, ...patterns: readonly string[]): Named[] {
  return tree
    .list(...patterns)
    .filter((path) => path.endsWith('.ts') && !isTest(path))
    .flatMap((path) => {
      const source = tree.source(path)
      return source.statements.filter(isExported).flatMap((statement) =>
        declaredNames(statement).map((name) => ({
          name: name.text,
          where: placeOf(source, statement),
          isType: ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement),
          isCall: ts.isFunctionDeclaration(statement),
        })),
      )
    })
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  )
}

function declaredNames(statement: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name).filter(ts.isIdentifier)
  if (
    (ts.isFunctionDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isClassDeclaration(statement)) &&
    statement.name
  )
    return [statement.name]
  return []
}

/** The words of a name: `dossierActionKind` is dossier, action, kind; so is `dossier-action-kind`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
