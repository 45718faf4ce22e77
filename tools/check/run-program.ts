import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The folder of this project, where the tools and their settings are; the tree under check may be another. */
export const home = join(import.meta.dirname, '..', '..')

/** What a program printed and how it ended; `code` is null where a signal ended it. */
export type Ended = { readonly code: number | null; readonly output: string; readonly errors: string }

/**
 * Runs a script of this project's `node_modules` with this Node, in a folder, and gathers what it prints.
 * Throws when it cannot be started.
 */
export function runScript(cwd: string, script: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(home, 'node_modules', script), ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => output.push(part))
    child.stderr.on('data', (part: Buffer) => errors.push(part))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }),
    )
  })
}

/** A program that ended badly without saying anything that could be read. */
export function brokenProgram(name: string, ended: Ended): Error {
  return new Error(`${name} ended with ${ended.code}: ${(ended.errors || ended.output).slice(-2000)}`)
}
