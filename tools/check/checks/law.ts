import ts from 'typescript'
import type { Check } from '../check.ts'
import { isTest, placeOf } from '../tree.ts'

/** A rule without its ground cannot be argued with, or found again when the law changes. */
export const law: Check = {
  name: 'law',
  force: 'signals',
  guards: 'every exported function of rules/ names its article (@law) or says that it is a house rule',
  run: (tree) =>
    tree
      .list('src/**/rules/**/*.ts')
      .filter((path) => !isTest(path))
      .flatMap((path) => {
        const source = tree.source(path)
        return source.statements.filter(isExportedFunction).flatMap((declared) => {
          const said = ts
            .getJSDocCommentsAndTags(declared)
            .map((doc) => doc.getText(source))
            .join('\n')
          if (/@law\b|house rule/i.test(said)) return []
          const name = declared.name?.text ?? 'the function'
          return [
            { where: placeOf(source, declared), what: `${name}: add "@law <article>" or "House rule."` },
          ]
        })
      }),
}

function isExportedFunction(statement: ts.Statement): statement is ts.FunctionDeclaration {
  return (
    ts.isFunctionDeclaration(statement) &&
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  )
}
