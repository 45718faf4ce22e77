import type { Finding, Outcome } from './check.ts'

/** How many findings of one force are shown of one check, unless all are asked for. */
const shown = 12

/** The findings of each check that has any, and below them the table of all. */
export function tell(outcomes: readonly Outcome[], all: boolean): string {
  const blocks = outcomes.flatMap(({ check, failing, signals }) => [
    ...block(`✗ ${check.name}: ${check.guards}`, failing, all),
    ...block(`· ${check.name} signals`, signals, all),
  ])
  return [...blocks, '', ...rows(outcomes), '', sum(outcomes), ''].join('\n')
}

function block(title: string, findings: readonly Finding[], all: boolean): string[] {
  if (findings.length === 0) return []
  const told = all ? findings : findings.slice(0, shown)
  const rest = findings.length - told.length
  return [
    '',
    title,
    ...told.map(({ where, what }) => `  ${where}  ${what}`),
    ...(rest > 0 ? [`  … and ${rest} more (--all shows them)`] : []),
  ]
}

function rows(outcomes: readonly Outcome[]): string[] {
  const width = Math.max(...outcomes.map(({ check }) => check.name.length))
  return outcomes.map(({ check, failing, signals, milliseconds }) => {
    const state = failing.length > 0 ? `✗ ${failing.length} to mend` : '✓'
    const looks = signals.length > 0 ? `${signals.length} to look at` : ''
    const seconds = `${(milliseconds / 1000).toFixed(1)} s`
    return `${check.name.padEnd(width)}  ${seconds.padStart(7)}  ${state.padEnd(14)} ${looks}`.trimEnd()
  })
}

function sum(outcomes: readonly Outcome[]): string {
  const bad = outcomes.filter(({ failing }) => failing.length > 0)
  if (bad.length === 0) return `All ${outcomes.length} checks hold.`
  return `${bad.length} of ${outcomes.length} checks fail: ${bad.map(({ check }) => check.name).join(', ')}.`
}
