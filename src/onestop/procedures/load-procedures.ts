import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { SynonymList } from './contract.ts'
import { importNationalCatalogue } from './import-national.ts'
import { publishProcedure, type Recording } from './publish-procedure.ts'
import { readPublications, readYaml } from './read-content.ts'
import { keepSynonyms } from './search-procedures.ts'

/** What loading did: publications recorded now, and those whose files no longer say what was published. */
export type LoadReport = {
  readonly recorded: number
  readonly unchanged: number
  /** Numbers of publications whose files differ from what is on record; the record stands. */
  readonly differing: readonly string[]
}

/**
 * Loads the catalogue from the content folder: the province's publications, then the national catalogue. What is
 * already on record is left as it is, so that it may run at every start. `report` is told of each step done.
 * Throws `ContentError` for a file that breaks its schema, and an Error for a publication that is refused.
 */
export async function loadProcedures(
  ctx: Context,
  contentDir: string,
  report: (line: string) => void = () => {},
  isWorkingDay?: Recording['isWorkingDay'],
): Promise<LoadReport> {
  const known = await ctx.db.text<{ number: string }>('select number from onestop.publications')
  const before = new Set(known.map((row) => row.number))
  const differing: string[] = []
  let recorded = 0
  let unchanged = 0
  for (const publication of await readPublications(contentDir)) {
    const outcome = await publishProcedure(ctx, publication, { by: 'content', isWorkingDay })
    if (isRefused(outcome)) {
      if (outcome.refused !== 'publication-differs')
        throw new Error(`${publication.number}: ${outcome.refused} ${JSON.stringify(outcome.facts)}`)
      ctx.log.warn(
        { number: publication.number },
        'publication on record differs from its content file; the record stands',
      )
      differing.push(publication.number)
    } else if (before.has(publication.number)) unchanged++
    else {
      recorded++
      report(`${publication.number}: ${publication.entries.length}`)
    }
  }
  const imported = await importNationalCatalogue(ctx, contentDir)
  if (imported) report(`${imported.records} → ${imported.versions} (${imported.doubts} ?)`)
  const synonyms = join(contentDir, 'search', 'synonyms.yaml')
  await keepSynonyms(ctx, readYaml(await readFile(synonyms, 'utf8'), synonyms, SynonymList))
  return { recorded, unchanged, differing }
}
