import { createHash } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { publish } from '#kit/io/outbox.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { CalendarYear, WorkingHours } from './calendar-contract.ts'
import { type ContentFile, readCalendarYears, readWorkingHours } from './read-content.ts'
import { compileCalendar } from './rules/work-calendar.ts'
import {
  everyAgency,
  findLatestHours,
  findLatestYear,
  insertHours,
  insertYear,
  lockCalendars,
  type NewVersion,
} from './store.ts'

/** What a load did: versions added now, and files that say what is in force already. */
export type CalendarLoad = { readonly added: readonly string[]; readonly unchanged: number }

/**
 * Loads the calendars and working hours of the content folder. A file that differs from the version in force is
 * added as a new version; nothing is ever changed, and reactions are told (`calendar-changed`). May run at every start. Throws an Error that names file and
 * fault for content that breaks its schema or contradicts itself.
 */
export async function loadCalendars(ctx: Context, contentDir: string): Promise<CalendarLoad> {
  const years = await readCalendarYears(contentDir)
  const hours = await readWorkingHours(contentDir)
  failOnFaults(years, hours)
  return ctx.transaction(async (tx) => {
    await lockCalendars(tx)
    const added: string[] = []
    for (const file of years) if (await addYear(ctx, tx, file)) added.push(file.file)
    for (const file of hours) if (await addHours(ctx, tx, file)) added.push(file.file)
    if (added.length > 0) await publish(tx, 'calendar-changed', 'calendar', { added })
    return { added, unchanged: years.length + hours.length - added.length }
  })
}

function failOnFaults(
  years: readonly ContentFile<CalendarYear>[],
  hours: readonly ContentFile<WorkingHours>[],
): void {
  const all = years.map(({ content }) => content)
  const common = hours.filter(({ content }) => content.agencyId === null).map(({ content }) => content)
  for (const { content } of hours)
    compileCalendar({
      years: all.map((year) => ({ version: 1, content: year })),
      hours: content.agencyId === null ? common : [...common, content],
      version: 'trial',
    })
}

async function addYear(ctx: Context, tx: Tx, file: ContentFile<CalendarYear>): Promise<boolean> {
  const latest = await findLatestYear(tx, file.content.year)
  const made = versionOf(ctx, file)
  if (latest?.hash === made.hash) return false
  await insertYear(tx, file.content.year, (latest?.version ?? 0) + 1, made)
  return true
}

async function addHours(ctx: Context, tx: Tx, file: ContentFile<WorkingHours>): Promise<boolean> {
  const agencyId = file.content.agencyId ?? everyAgency
  const latest = await findLatestHours(tx, agencyId)
  const made = versionOf(ctx, file)
  if (latest?.hash === made.hash) return false
  await insertHours(tx, agencyId, (latest?.version ?? 0) + 1, made)
  return true
}

function versionOf(ctx: Context, { file, content }: ContentFile<CalendarYear | WorkingHours>): NewVersion {
  const hash = createHash('sha256')
    .update(canonicalJson(content as Json))
    .digest('hex')
  return { content, hash, source: `content/${file}`, recordedAt: ctx.now() }
}
