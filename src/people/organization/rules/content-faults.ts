import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Period } from '../contract.ts'
import { holdsOn, overlap } from './period.ts'

type Written = { readonly validFrom: string; readonly validTo?: string | null }
type AgencyWritten = { readonly id: string; readonly valid_from: string; readonly valid_to: string | null }
type UnitWritten = Written & { readonly id: string; readonly agency: string }

/** A period as content writes it. House rule. */
export function periodOf(written: Written): Period {
  return { validFrom: written.validFrom as PlainDate, validTo: (written.validTo ?? null) as PlainDate | null }
}

/** Keys that have two entries on the same day: each as a sentence. House rule: one answer for one day. */
export function doubleFaults(
  what: string,
  entries: readonly (readonly [key: string, period: Period])[],
): string[] {
  const faults: string[] = []
  const seen = new Map<string, Period[]>()
  for (const [key, period] of entries) {
    if (period.validTo !== null && period.validTo <= period.validFrom)
      faults.push(`${what} ${key} ends before it begins`)
    const others = seen.get(key) ?? []
    if (others.some((other) => overlap(other, period)))
      faults.push(`${what} ${key} stands twice on ${period.validFrom}`)
    seen.set(key, [...others, period])
  }
  return faults
}

/** What is wrong with the agencies, units, sectors, codes and posts of content together. House rule. */
export function agencyContentFaults(
  agencies: readonly AgencyWritten[],
  file: {
    readonly units: readonly UnitWritten[]
    readonly sectors: readonly (Written & {
      readonly sector: string
      readonly level?: string
      readonly agency: string
      readonly unit?: string
    })[]
    readonly successors: readonly {
      readonly predecessor: string
      readonly successor: string
      readonly effectiveOn: string
    }[]
  },
  codes: readonly (Written & { readonly agency: string })[],
  posts: readonly (Written & { readonly id: string; readonly agency: string; readonly unit?: string })[],
): string[] {
  const agencyPeriods = agencies.map(
    (agency) => [agency.id, periodOf({ validFrom: agency.valid_from, validTo: agency.valid_to })] as const,
  )
  const unitPeriods = file.units.map((unit) => [unit.id, periodOf(unit)] as const)
  const stands = (among: typeof agencyPeriods, id: string, on: string) =>
    among.some(([key, period]) => key === id && holdsOn(period, on as PlainDate))
  const missing = (what: string, id: string, on: string) =>
    stands(agencyPeriods, id, on) ? [] : [`${what}: no agency ${id} on ${on}`]
  const unitMissing = (what: string, entry: Written & { agency: string; unit?: string }) =>
    entry.unit === undefined ||
    (stands(unitPeriods, entry.unit, entry.validFrom) && entry.unit.startsWith(`${entry.agency}.`))
      ? []
      : [`${what}: no unit ${entry.unit} of ${entry.agency} on ${entry.validFrom}`]
  return [
    ...doubleFaults('agency', agencyPeriods),
    ...doubleFaults('unit', unitPeriods),
    ...doubleFaults(
      'sector',
      file.sectors.map(
        (entry) => [`${entry.sector} (${entry.level ?? 'province'})`, periodOf(entry)] as const,
      ),
    ),
    ...doubleFaults(
      'code',
      codes.map((entry) => [entry.agency, periodOf(entry)] as const),
    ),
    ...doubleFaults(
      'post',
      posts.map((entry) => [entry.id, periodOf(entry)] as const),
    ),
    ...file.units.flatMap((entry) => missing(`unit ${entry.id}`, entry.agency, entry.validFrom)),
    ...file.sectors.flatMap((entry) => [
      ...missing(`sector ${entry.sector}`, entry.agency, entry.validFrom),
      ...unitMissing(`sector ${entry.sector}`, entry),
    ]),
    ...file.successors.flatMap((entry) => missing('successor', entry.successor, entry.effectiveOn)),
    ...posts.flatMap((entry) => [
      ...missing(`post ${entry.id}`, entry.agency, entry.validFrom),
      ...unitMissing(`post ${entry.id}`, entry),
    ]),
  ]
}

type AreaWritten = {
  readonly code: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly name: string
  readonly parent_code: string | null
}

/** What is wrong with areas and their successors: double days, missing parents, successors that do not stand. House rule. */
export function areaContentFaults(
  areas: readonly AreaWritten[],
  successors: readonly {
    readonly predecessor_code: string
    readonly successor_code: string
    readonly effective_on: string
  }[],
): string[] {
  const periods = areas.map(
    (area) => [area.code, periodOf({ validFrom: area.valid_from, validTo: area.valid_to })] as const,
  )
  const byCode = Map.groupBy(areas, (area) => area.code)
  const stands = (code: string, on: string) =>
    (byCode.get(code) ?? []).some(
      (area) => area.valid_from <= on && (area.valid_to === null || on < area.valid_to),
    )
  const ends = (code: string, on: string) => (byCode.get(code) ?? []).some((area) => area.valid_to === on)
  return [
    ...doubleFaults('area', periods),
    ...areas
      .filter((area) => area.name !== area.name.normalize('NFC'))
      .map((area) => `area ${area.code} is not in NFC`),
    ...areas
      .filter((area) => area.parent_code !== null && !stands(area.parent_code, area.valid_from))
      .map((area) => `area ${area.code}: no parent ${area.parent_code} on ${area.valid_from}`),
    ...successors
      .filter((line) => !ends(line.predecessor_code, line.effective_on))
      .map((line) => `successor: ${line.predecessor_code} does not end on ${line.effective_on}`),
    ...successors
      .filter((line) => !stands(line.successor_code, line.effective_on))
      .map((line) => `successor: ${line.successor_code} does not stand on ${line.effective_on}`),
  ]
}
