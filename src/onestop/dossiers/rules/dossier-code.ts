import type { PlainDate } from '#kit/values/plain-date.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

/**
 * The layouts of a dossier code. `A` is Circular 01/2018 Art. 19: `V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`; `B` is
 * seen in use in 2026 (`G09.20-20260609-0092637`), its circular not obtained: unverified.
 */
export type DossierCodeFormat = 'A' | 'B'

const digits = { A: 4, B: 7 } as const

/**
 * The code of the `serial`-th dossier of a unit on a day. Refuses `code-serials-used-up` when the day's numbers
 * are used up: the circular does not say what follows 9,999, so nothing is invented.
 * @law TT 01/2018/TT-VPCP Đ19; NĐ 118 Đ28
 */
export function formatDossierCode(
  format: DossierCodeFormat,
  unitCode: string,
  on: PlainDate,
  serial: number,
): string | Refusal<'code-serials-used-up'> {
  const width = digits[format]
  if (serial > 10 ** width - 1) return refuse('code-serials-used-up', { unit: unitCode, day: on })
  const compact = on.replaceAll('-', '')
  const datePart = format === 'A' ? compact.slice(2) : compact
  return `${unitCode}-${datePart}-${String(serial).padStart(width, '0')}`
}

const layouts: Readonly<Record<DossierCodeFormat, RegExp>> = {
  A: /^(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})-(\d{6})-(\d{4})$/,
  B: /^([A-Z]\d{2}(?:\.\d{2,3})*)-(\d{8})-(\d{7})$/,
}

/** The parts of a code as typed by a person (spaces and lower case forgiven), or undefined. @law TT 01/2018 Đ19 */
export function parseDossierCode(typed: string):
  | {
      readonly code: string
      readonly format: DossierCodeFormat
      readonly unitCode: string
      readonly serial: number
    }
  | undefined {
  const code = typed.replaceAll(/\s/g, '').toUpperCase()
  for (const format of ['A', 'B'] as const) {
    const match = layouts[format].exec(code)
    if (match) return { code, format, unitCode: match[1] ?? '', serial: Number(match[3]) }
  }
  return undefined
}
