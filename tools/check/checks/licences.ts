import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import type { Tree } from '../tree.ts'

/** Licences under which a public body may run, change and pass on what we ship. */
const free = new Set([
  'MIT',
  'MIT/X11', // an old name of MIT
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'PostgreSQL',
  'OFL-1.1',
  'MPL-2.0', // by file: what we do not change we may ship
  'EUPL-1.2',
  'Python-2.0',
])

/** Tools of the workshop, which are never shipped. */
const workshopOnly = new Set(['axe-core', 'playwright-core', 'vitest', 'knip', 'dependency-cruiser'])

type Locked = { dev?: boolean; devOptional?: boolean; license?: string; link?: boolean }

/** What we ship stands on free licences only. */
export const licences: Check = {
  name: 'licences',
  force: 'fails',
  guards: 'every package that is shipped has a free licence; tools are not shipped',
  run: (tree) =>
    shipped(tree).flatMap(({ name, path, locked }) => {
      if (workshopOnly.has(name))
        return [{ where: path, what: `${name} is a tool: move it to devDependencies` }]
      const licence = licenceOf(tree, path, locked)
      return isFree(licence)
        ? []
        : [
            {
              where: path,
              what: `${name} has the licence «${licence || 'none'}», which is not in the list of free ones`,
            },
          ]
    }),
}

function shipped(tree: Tree) {
  const lock = JSON.parse(tree.read('package-lock.json')) as { packages: Record<string, Locked> }
  return Object.entries(lock.packages)
    .filter(([path, locked]) => path.startsWith('node_modules/') && !locked.dev && !locked.link)
    .map(([path, locked]) => ({ path, locked, name: path.replace(/^.*node_modules\//, '') }))
}

function licenceOf(tree: Tree, path: string, locked: Locked): string {
  const file = join(tree.root, path, 'package.json')
  if (!existsSync(file)) return locked.license ?? ''
  const read = JSON.parse(readFileSync(file, 'utf8')) as {
    license?: string | { type?: string }
    licenses?: readonly { type?: string }[]
  }
  if (typeof read.license === 'string') return read.license
  return (
    read.license?.type ?? read.licenses?.map(({ type }) => type ?? '').join(' OR ') ?? locked.license ?? ''
  )
}

/** `A OR B` is free when one is, `A AND B` when both are. */
function isFree(expression: string): boolean {
  return expression
    .replace(/[()]/g, ' ')
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => free.has(licence.trim())))
}
