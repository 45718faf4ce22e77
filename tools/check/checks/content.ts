import { parseAllDocuments } from 'yaml'
import type { Check, Finding } from '../check.ts'
import { contentLints } from '../content-lints.ts'
import type { Tree } from '../tree.ts'

/** What a province edits is checked by the same schemas that load it. */
export const content: Check = {
  name: 'content',
  force: 'fails',
  guards: 'everything under content/ is readable and fits the schemas of the modules that load it',
  run: async (tree) => [...unreadable(tree), ...(await moduleFindings(tree))],
}

function unreadable(tree: Tree): Finding[] {
  return [
    ...tree.list('content/**/*.{yaml,yml}').flatMap((path) =>
      parseAllDocuments(tree.read(path)).flatMap((document) =>
        [...document.errors, ...document.warnings].map((error) => ({
          where: `${path}:${error.linePos?.[0].line ?? 1}`,
          what: error.message.split('\n')[0] ?? 'not YAML',
        })),
      ),
    ),
    ...tree.list('content/**/*.json').flatMap((path) => {
      try {
        JSON.parse(tree.read(path))
        return []
      } catch (error) {
        return [{ where: path, what: `not JSON: ${String(error)}` }]
      }
    }),
  ]
}

async function moduleFindings(tree: Tree): Promise<Finding[]> {
  const found = await Promise.all(
    contentLints
      .filter(({ reads }) => tree.list(`content/${reads}/**/*`).length > 0)
      .map(({ reads, read }) =>
        read(`${tree.root}/content`).then(
          () => [],
          (error: unknown) =>
            (error instanceof Error ? error.message : String(error))
              .split('\n')
              .map((what) => ({ where: `content/${reads}`, what: what.replaceAll(`${tree.root}/`, '') })),
        ),
      ),
  )
  return found.flat()
}
