import type { Tree } from './tree.ts'

/** What a finding does: `fails` stops the commit, `signals` is printed and looked at. */
export type Force = 'fails' | 'signals'

/** One thing that a check found: where (`path` or `path:line`), and a sentence that says what to do about it. */
export type Finding = {
  readonly where: string
  readonly what: string
  /** Only where one check has findings of both forces; else the check's own force holds. */
  readonly force?: Force
}

/** A rule of the house that a machine can keep. */
export type Check = {
  readonly name: string
  readonly force: Force
  /** What it guards, in one line. */
  readonly guards: string
  /** Starts a program of its own: such checks share the machine two at a time. */
  readonly heavy?: true
  readonly run: (tree: Tree) => readonly Finding[] | Promise<readonly Finding[]>
}

/** What one check came to. `milliseconds` is wall time. */
export type Outcome = {
  readonly check: Check
  readonly failing: readonly Finding[]
  readonly signals: readonly Finding[]
  readonly milliseconds: number
}

/** Runs one check; a check that breaks has failed, and says how it broke. */
export async function runCheck(check: Check, tree: Tree): Promise<Outcome> {
  const began = performance.now()
  const findings = await findingsOf(check, tree)
  const forceOf = (finding: Finding) => finding.force ?? check.force
  return {
    check,
    failing: findings.filter((finding) => forceOf(finding) === 'fails'),
    signals: findings.filter((finding) => forceOf(finding) === 'signals'),
    milliseconds: performance.now() - began,
  }
}

async function findingsOf(check: Check, tree: Tree): Promise<readonly Finding[]> {
  try {
    return await check.run(tree)
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [{ where: `check ${check.name}`, what: `the check itself broke: ${what}`, force: 'fails' }]
  }
}
