import { findDay, nextDay, type PlainDate } from '#kit/values/plain-date.ts'
import { type Facts, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { PublicationEntry, PublicationInput } from '../contract.ts'

/** What is already published of a procedure: its latest version, and whether that is its abolition. */
export type LatestVersion = {
  readonly version: number
  readonly validFrom: PlainDate
  readonly abolished: boolean
}

/** What stands in the catalogue for the procedures of a publication. */
export type Catalogue = {
  readonly latest: ReadonlyMap<string, LatestVersion>
  /** Local id of the procedure that bears each of the publication's national codes. */
  readonly bearerOfCode: ReadonlyMap<string, string>
}

/** A breach that is recorded with the publication and does not stop it. */
export type PublicationWarning = { readonly code: string; readonly facts: Facts }

export type PublicationRefusal =
  | 'date-unreadable'
  | 'effect-before-signing'
  | 'entry-repeated'
  | 'procedure-unknown'
  | 'procedure-exists'
  | 'procedure-abolished'
  | 'version-exists'
  | 'version-skipped'
  | 'effect-not-after-previous'
  | 'content-missing'
  | 'content-superfluous'
  | 'code-taken'

/**
 * Whether a publication may be recorded: a refusal, or the warnings to record with it.
 *
 * @law Nghị định 63/2010/NĐ-CP (sửa đổi 2013, 2017), Điều 13–15 (ban hành quyết định công bố), Điều 24 (công khai)
 */
export function checkPublication(
  publication: PublicationInput,
  catalogue: Catalogue,
  isWorkingDay: (date: PlainDate) => boolean,
): { readonly warnings: readonly PublicationWarning[] } | Refusal<PublicationRefusal> {
  const signedOn = findDay(publication.signedOn)
  if (signedOn === undefined) return refuse('date-unreadable', { text: publication.signedOn })
  const effectiveOn = findDay(publication.effectiveOn)
  if (effectiveOn === undefined) return refuse('date-unreadable', { text: publication.effectiveOn })
  if (effectiveOn < signedOn) return refuse('effect-before-signing', { signedOn, effectiveOn })
  const seen = new Set<string>()
  for (const entry of publication.entries) {
    if (seen.has(entry.procedureId)) return refuse('entry-repeated', { procedure: entry.procedureId })
    seen.add(entry.procedureId)
    const no = checkEntry(entry, catalogue, effectiveOn)
    if (no) return no
  }
  const postedOn = publication.postedOn ? findDay(publication.postedOn) : undefined
  if (publication.postedOn && !postedOn) return refuse('date-unreadable', { text: publication.postedOn })
  return { warnings: warningsOf(signedOn, effectiveOn, postedOn, isWorkingDay) }
}

function checkEntry(
  entry: PublicationEntry,
  catalogue: Catalogue,
  effectiveOn: PlainDate,
): Refusal<PublicationRefusal> | undefined {
  const procedure = entry.procedureId
  const latest = catalogue.latest.get(procedure)
  if (entry.kind === 'abolished' ? entry.content !== undefined : entry.content === undefined)
    return refuse(entry.kind === 'abolished' ? 'content-superfluous' : 'content-missing', { procedure })
  const code = entry.content?.nationalCode
  const bearer = code ? catalogue.bearerOfCode.get(code) : undefined
  if (code && bearer !== undefined && bearer !== procedure)
    return refuse('code-taken', { code, procedure: bearer })
  if (latest === undefined) {
    if (entry.kind !== 'new') return refuse('procedure-unknown', { procedure })
    return entry.version === 1
      ? undefined
      : refuse('version-skipped', { procedure, version: entry.version, expected: 1 })
  }
  const { version } = entry
  if (version <= latest.version) return refuse('version-exists', { procedure, version })
  if (version > latest.version + 1)
    return refuse('version-skipped', { procedure, version, expected: latest.version + 1 })
  if (latest.abolished && entry.kind !== 'new') return refuse('procedure-abolished', { procedure })
  if (!latest.abolished && entry.kind === 'new') return refuse('procedure-exists', { procedure })
  if (effectiveOn <= latest.validFrom)
    return refuse('effect-not-after-previous', { procedure, effectiveOn, previous: latest.validFrom })
  return undefined
}

/** Working days in law between the decision and its effect, and between the decision and its posting. */
const announcedBefore = 5
const postedWithin = 5

function warningsOf(
  signedOn: PlainDate,
  effectiveOn: PlainDate,
  postedOn: PlainDate | undefined,
  isWorkingDay: (date: PlainDate) => boolean,
): PublicationWarning[] {
  const warnings: PublicationWarning[] = []
  const notice = countWorkingDays(signedOn, effectiveOn, announcedBefore, isWorkingDay)
  if (notice < announcedBefore)
    warnings.push({ code: 'published-late', facts: { signedOn, effectiveOn, workingDays: notice } })
  if (postedOn) {
    const days = countWorkingDays(signedOn, postedOn, postedWithin + 1, isWorkingDay)
    if (days > postedWithin) warnings.push({ code: 'posted-late', facts: { signedOn, postedOn } })
  }
  return warnings
}

/**
 * Working days after `from` up to and including `to`, at most `enough`: the day of signing is not counted.
 * @law Bộ luật Dân sự 2015, Điều 147 khoản 2
 */
function countWorkingDays(
  from: PlainDate,
  to: PlainDate,
  enough: number,
  isWorkingDay: (date: PlainDate) => boolean,
): number {
  let count = 0
  for (let date = from; date < to && count < enough; ) {
    date = nextDay(date)
    if (isWorkingDay(date)) count++
  }
  return count
}
