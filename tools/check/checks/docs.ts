import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Check, Finding } from '../check.ts'
import type { Tree } from '../tree.ts'

/** A page that points nowhere teaches people not to follow pages. */
export const docs: Check = {
  name: 'docs',
  force: 'fails',
  guards: 'links in *.md point to files that exist; every decision is in the index',
  run: (tree) => [
    ...tree.list('**/*.md').flatMap((path) => deadLinks(tree, path)),
    ...unlistedDecisions(tree),
  ],
}

function deadLinks(tree: Tree, path: string): Finding[] {
  const text = tree.read(path).replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '))
  return [...text.matchAll(/\]\(\s*<?([^)>\s]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)].flatMap((match) => {
    const link = match[1] ?? match[2] ?? ''
    if (/^[a-z][a-z0-9+.-]*:|^#|^\/\//i.test(link)) return []
    const file = decodeURI(link.replace(/[#?].*$/, ''))
    const target = file.startsWith('/') ? join(tree.root, file) : join(tree.root, dirname(path), file)
    if (existsSync(target)) return []
    const line = text.slice(0, match.index).split('\n').length
    return [{ where: `${path}:${line}`, what: `the link to ${link} leads nowhere` }]
  })
}

function unlistedDecisions(tree: Tree): Finding[] {
  const index = 'docs/decisions/README.md'
  const listed = tree.has(index) ? tree.read(index) : ''
  return tree
    .list('docs/decisions/[0-9]*.md')
    .filter((path) => !listed.includes(`(${basename(path)})`))
    .map((path) => ({ where: path, what: `add its line to ${index}` }))
}
