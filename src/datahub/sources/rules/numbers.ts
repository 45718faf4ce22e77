import { refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'

/**
 * A number as people write it. `decimal` parts the whole from the rest; the other sign and blanks group thousands and
 * must stand where groups of three end, so that "12.5" is no twelve hundred and five by mistake. Refuses `number-unreadable`. House rule.
 * @example readNumber('1.234,5', ',') // 1234.5
 */
export function readNumber(text: string, decimal: ',' | '.') {
  const group = decimal === ',' ? '.' : ','
  const compact = text.replace(/[\s\u00a0\u202f]/g, '').replace(/[−–]/g, '-')
  const whole = new RegExp(`^[+-]?(?:\\d+|\\d{1,3}(?:\\${group}\\d{3})+)(?:\\${decimal}\\d+)?$`)
  if (!whole.test(compact)) return refuse('number-unreadable', { text })
  return Number(compact.replaceAll(group, '').replace(decimal, '.'))
}

type Unit = { readonly code: string; readonly factor: number }

/** Units by what people write behind numbers, as UN/CEFACT code with the factor to the first of their kind. */
const units: Readonly<Record<string, Unit & { readonly kind: string }>> = {
  m: { kind: 'length', code: 'MTR', factor: 1 },
  met: { kind: 'length', code: 'MTR', factor: 1 },
  km: { kind: 'length', code: 'KMT', factor: 1_000 },
  cm: { kind: 'length', code: 'CMT', factor: 0.01 },
  mm: { kind: 'length', code: 'MMT', factor: 0.001 },
  m2: { kind: 'area', code: 'MTK', factor: 1 },
  'm²': { kind: 'area', code: 'MTK', factor: 1 },
  ha: { kind: 'area', code: 'HAR', factor: 10_000 },
  w: { kind: 'power', code: 'WTT', factor: 1 },
  kw: { kind: 'power', code: 'KWT', factor: 1_000 },
  mhz: { kind: 'frequency', code: 'MHZ', factor: 1 },
  ghz: { kind: 'frequency', code: 'A86', factor: 1_000 },
  'µg/m3': { kind: 'density', code: 'GQ', factor: 1 },
  'µg/m³': { kind: 'density', code: 'GQ', factor: 1 },
  'μg/m3': { kind: 'density', code: 'GQ', factor: 1 },
  'μg/m³': { kind: 'density', code: 'GQ', factor: 1 },
  'mg/m3': { kind: 'density', code: 'GP', factor: 1_000 },
  'mg/m³': { kind: 'density', code: 'GP', factor: 1_000 },
  '°c': { kind: 'temperature', code: 'CEL', factor: 1 },
  '%': { kind: 'share', code: 'P1', factor: 1 },
  db: { kind: 'level', code: '2N', factor: 1 },
  do: { kind: 'angle', code: 'DD', factor: 1 },
  '°': { kind: 'angle', code: 'DD', factor: 1 },
  nguoi: { kind: 'count', code: 'C62', factor: 1 },
  cai: { kind: 'count', code: 'C62', factor: 1 },
  chiec: { kind: 'count', code: 'C62', factor: 1 },
}

/**
 * A number with its unit behind it, in the unit that is asked for (UN/CEFACT Recommendation 20). Without a unit the
 * number is taken to be in it. Refuses `number-unreadable`, `unit-unknown`, `unit-of-another-kind`. House rule.
 * @example readMeasure('35 mét', 'MTR', ',') // 35
 */
export function readMeasure(text: string, unit: string, decimal: ',' | '.') {
  const parts = /^([+\-−–]?[\d.,\s\u00a0]*\d)\s*(.*)$/u.exec(text.trim())
  if (!parts) return refuse('number-unreadable', { text })
  const number = readNumber(parts[1] ?? '', decimal)
  if (typeof number !== 'number') return refuse('number-unreadable', { text })
  const told = (parts[2] ?? '').trim()
  if (told === '') return number
  const found = units[told.toLowerCase()] ?? units[foldVietnamese(told)]
  if (!found) return refuse('unit-unknown', { unit: told })
  const wanted = Object.values(units).find(({ code }) => code === unit)
  if (!wanted || wanted.kind !== found.kind)
    return refuse('unit-of-another-kind', { unit: told, wanted: unit })
  return Number(((number * found.factor) / wanted.factor).toPrecision(12))
}
