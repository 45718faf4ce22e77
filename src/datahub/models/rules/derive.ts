import { addMonths, findDay } from '#kit/values/plain-date.ts'

/** Computes a field from others, in the order that the model tells them; undefined when it cannot be told. */
export type DerivationRule = (...values: readonly unknown[]) => unknown

/**
 * Whether a base station must be inspected: within 100 m of a building where people live or work, and the lowest
 * antenna edge less than 28 m above that building's roof.
 * @law Thông tư 08/2020/TT-BTTTT (sửa đổi 07/2023/TT-BTTTT), Điều 4: whether 100 m itself counts is not clear; here it does
 */
function inspectionRequired(distance: unknown, antennaBottom: unknown, roofTop: unknown): unknown {
  if (typeof distance !== 'number') return undefined
  if (distance > 100) return false
  if (typeof antennaBottom !== 'number' || typeof roofTop !== 'number') return undefined
  return antennaBottom - roofTop < 28
}

/**
 * Five years after the day of a certificate of inspection.
 * @law Thông tư 08/2020/TT-BTTTT: the cycle of inspection
 */
function fiveYearsLater(issuedOn: unknown): unknown {
  const day = typeof issuedOn === 'string' ? findDay(issuedOn) : undefined
  return day && addMonths(day, 60)
}

/** Total of numbers that are all known. House rule. */
function sum(...values: readonly unknown[]): unknown {
  if (!values.every((value) => typeof value === 'number')) return undefined
  return values.reduce((total: number, value) => total + (value as number), 0)
}

/** The first less the second, when both are known. House rule. */
function difference(whole: unknown, part: unknown): unknown {
  return typeof whole === 'number' && typeof part === 'number' ? whole - part : undefined
}

/** Share of the first in the second, in percent with one decimal. House rule. */
function percentage(part: unknown, whole: unknown): unknown {
  if (typeof part !== 'number' || typeof whole !== 'number' || whole <= 0) return undefined
  return Math.round((part / whole) * 1000) / 10
}

/**
 * The level of the Vietnamese air quality index of a value: 1 good … 6 hazardous.
 * @law Quyết định 1459/QĐ-TCMT ngày 12/11/2019, Bảng 1
 */
function airQualityLevel(index: unknown): unknown {
  if (typeof index !== 'number') return undefined
  return [50, 100, 150, 200, 300].filter((limit) => index > limit).length + 1
}

/** Every rule that a model may name. */
export const derivationRules = {
  'inspection-required': inspectionRequired,
  'five-years-later': fiveYearsLater,
  sum,
  difference,
  percentage,
  'air-quality-level': airQualityLevel,
} as const satisfies Readonly<Record<string, DerivationRule>>

/** The rule of a name. House rule. */
export function findDerivation(name: string): DerivationRule | undefined {
  return Object.hasOwn(derivationRules, name)
    ? derivationRules[name as keyof typeof derivationRules]
    : undefined
}
