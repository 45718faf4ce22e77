import { join } from 'node:path'
import type { Context } from '#kit/io/context.ts'
import { loadCalendars } from '#onestop/deadlines/public.ts'
import { loadForms } from '#onestop/forms/public.ts'
import { loadProcedures } from '#onestop/procedures/public.ts'
import { loadAgencies, loadAreas } from '#people/organization/public.ts'

/** Where the province's content lies in this repository. */
export const contentFolder = join(import.meta.dirname, '..', '..', 'content')

/**
 * Loads all content that stands in files into the database, at every start: what is there already stays, what is
 * new is added as a version. `report` is told of each step for the progress line. Throws on content that breaks its
 * schema, naming file and field.
 */
export async function loadContent(ctx: Context, report: (line: string) => void): Promise<void> {
  report('areas')
  await loadAreas(ctx, contentFolder)
  report('agencies')
  await loadAgencies(ctx, contentFolder)
  report('calendars')
  await loadCalendars(ctx, contentFolder)
  report('procedures')
  await loadProcedures(ctx, contentFolder, (line) => report(`procedures ${line}`))
  report('forms')
  await loadForms(ctx, contentFolder)
}
