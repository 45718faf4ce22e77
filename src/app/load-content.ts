import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { loadModels } from '#datahub/models/public.ts'
import { loadDatasets } from '#datahub/sharing/public.ts'
import type { Context } from '#kit/io/context.ts'
import { findLoad, fingerprintOf, recordLoad } from '#kit/io/loads.ts'
import { loadCalendars } from '#onestop/deadlines/public.ts'
import { loadForms } from '#onestop/forms/public.ts'
import { loadProcedures } from '#onestop/procedures/public.ts'
import { loadAgencies, loadAreas } from '#people/organization/public.ts'

/** Where the province's content lies in this repository. */
export const contentFolder = join(import.meta.dirname, '..', '..', 'content')

/** The program that reads it. */
const readers = [
  'people/organization',
  'onestop/procedures',
  'onestop/forms',
  'onestop/deadlines',
  'datahub/models',
  'datahub/sharing',
  'kit/values',
].map((folder) => join(import.meta.dirname, '..', folder))

/**
 * Loads all content that stands in files into the database: what is there already stays, what is new is added as a
 * version. Called at every start, and done when anything differs from the last load that came to its end: a byte of the
 * content, the program that reads it, or the publications on record (forms are pinned to those). `report` is told of each
 * step for the progress line. Answers whether it was done. Throws on content that breaks its schema, naming file and field.
 */
export async function loadContent(
  ctx: Context,
  report: (line: string) => void,
  folder = contentFolder,
): Promise<boolean> {
  const files = await fingerprintOf([folder, ...readers], (name) => name.endsWith('.test.ts'))
  if ((await findLoad(ctx.db, 'content')) === (await stateOf(ctx, files))) return false
  report('areas')
  await loadAreas(ctx, folder)
  report('agencies')
  await loadAgencies(ctx, folder)
  report('calendars')
  await loadCalendars(ctx, folder)
  report('procedures')
  const { differing } = await loadProcedures(ctx, folder, (line) => report(`procedures ${line}`))
  report('forms')
  await loadForms(ctx, folder)
  report('models')
  await loadModels(ctx, folder)
  report('datasets')
  await loadDatasets(ctx, folder)
  // A publication that differs from its file is warned of at every start, until somebody answers for it.
  if (differing.length === 0) await recordLoad(ctx.db, 'content', await stateOf(ctx, files))
  return true
}

async function stateOf({ db }: Context, files: string): Promise<string> {
  const rows = await db.text<{ number: string }>('select number from onestop.publications order by number')
  return createHash('sha256')
    .update(JSON.stringify([files, ...rows.map(({ number }) => number)]))
    .digest('hex')
}
