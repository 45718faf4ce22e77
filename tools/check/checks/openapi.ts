import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Check, Finding } from '../check.ts'
import { breakingChanges } from '../openapi-changes.ts'

const committed = 'docs/openapi.json'
const printer = 'src/app/openapi.ts'

/** The document that others program against is committed, and says what changes. */
export const openapi: Check = {
  name: 'openapi',
  force: 'fails',
  guards: `${committed} is what the program answers; breaking changes are named`,
  heavy: true,
  run: async (tree) => {
    if (!tree.has(printer))
      return [{ where: printer, what: 'is not there yet: it prints the OpenAPI document', force: 'signals' }]
    const now = await print(tree.root)
    if (!tree.has(committed))
      return [{ where: committed, what: `run: node ${printer} > ${committed}, and commit it` }]
    return compare(tree.read(committed), now)
  },
}

/** What differs between the committed document and what the program prints. */
export function compare(before: string, now: string): Finding[] {
  const [old, made] = [JSON.parse(before) as unknown, JSON.parse(now) as unknown]
  if (JSON.stringify(old) === JSON.stringify(made)) return []
  const breaking = breakingChanges(old, made)
  return [
    ...breaking.map((what) => ({ where: committed, what: `breaks callers: ${what}` })),
    {
      where: committed,
      what: `is not what the program answers; ${breaking.length === 0 ? 'nothing breaks' : 'tell callers in the changelog'}: node ${printer} > ${committed}`,
    },
  ]
}

function print(root: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, printer)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part
    })
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      errors += part
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${printer} ended with ${code}: ${errors.slice(-2000)}`)),
    )
  })
}
