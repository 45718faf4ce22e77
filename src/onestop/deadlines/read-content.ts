import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseDocument } from 'yaml'
import { CalendarYear, WorkingHours } from './calendar-contract.ts'
import { checkYear } from './rules/year-faults.ts'

/** A content file with what it says. */
export type ContentFile<Content> = { readonly file: string; readonly content: Content }

/** The years of `content/calendar`. Throws an Error that names each file and fault. */
export async function readCalendarYears(contentDir: string): Promise<ContentFile<CalendarYear>[]> {
  const files = await readFolder(contentDir, 'calendar', CalendarYear)
  for (const { file, content } of files)
    if (file !== `calendar/${content.year}.yaml`) throw new Error(`${file}: holds the year ${content.year}`)
  const all = files.map(({ content }) => content)
  const faults = files.flatMap(({ file, content }) =>
    checkYear(content, all).map((fault) => `${file}: ${fault}`),
  )
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return files
}

/** The hours of `content/working-hours`: `default.yaml`, and one file an agency with its own. Throws as above. */
export async function readWorkingHours(contentDir: string): Promise<ContentFile<WorkingHours>[]> {
  const files = await readFolder(contentDir, 'working-hours', WorkingHours)
  for (const { file, content } of files)
    if (file !== `working-hours/${content.agencyId ?? 'default'}.yaml`)
      throw new Error(`${file}: holds the hours of ${content.agencyId ?? 'all agencies'}`)
  return files
}

async function readFolder<Schema extends TSchema>(
  contentDir: string,
  folder: string,
  schema: Schema,
): Promise<ContentFile<Static<Schema>>[]> {
  const validator = Compile(schema)
  const names = (await readdir(join(contentDir, folder))).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(
    names.map(async (name) => {
      const file = `${folder}/${name}`
      const document = parseDocument(await readFile(join(contentDir, file), 'utf8'), { prettyErrors: true })
      const broken = document.errors[0]
      if (broken) throw new Error(`${file}: ${broken.message}`)
      const content: unknown = document.toJS()
      if (validator.Check(content)) return { file, content: content as Static<Schema> }
      const [error] = validator.Errors(content)
      throw new Error(`${file}: ${error?.instancePath ?? ''} ${error?.message ?? 'does not fit its schema'}`)
    }),
  )
}
