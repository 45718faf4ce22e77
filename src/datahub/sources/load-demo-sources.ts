import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import Type from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { readYaml } from '#kit/io/read-yaml.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { Mapping, SourceSettings } from './contract.ts'
import { saveMapping, saveSource } from './keep-source.ts'
import { processRun } from './process-run.ts'
import { startRun } from './start-run.ts'
import { lastWholeRun } from './store-runs.ts'
import { findSource } from './store-sources.ts'

/** A source of the demonstration: its settings, its mapping and the file with its made-up rows. */
const DemoSource = Type.Object({ settings: SourceSettings, mapping: Mapping, file: Type.String() })

const by = 'demo'

/**
 * Loads the made-up sources of `content/sources` with their files in `content/demo/sources` by real runs. A source that
 * is there already is left as people have changed it; a file that was taken before is not taken again.
 */
export async function loadDemoSources(
  ctx: Context,
  contentDir: string,
  report: (line: string) => void,
): Promise<void> {
  const folder = join(contentDir, 'sources')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  for (const name of files) {
    const path = join(folder, name)
    const demo = readYaml(await readFile(path, 'utf8'), path, DemoSource)
    report(demo.settings.id)
    await openOnce(ctx, demo.settings, demo.mapping)
    await takeOnce(
      ctx,
      demo.settings.id,
      demo.file,
      await readFile(join(contentDir, 'demo', 'sources', demo.file)),
    )
  }
}

async function openOnce(ctx: Context, settings: SourceSettings, mapping: Mapping): Promise<void> {
  const known = await findSource(ctx.db, settings.id)
  const saved = known ?? (await saveSource(ctx, settings, { by }))
  if (isRefused(saved)) throw new Error(`the source ${settings.id} is refused: ${saved.refused}`)
  if (known && known.mappingVersion > 0) return
  const kept = await saveMapping(ctx, settings.id, mapping, { note: '', by })
  if (isRefused(kept))
    throw new Error(`the mapping of ${settings.id} is refused: ${kept.refused} ${JSON.stringify(kept.facts)}`)
}

async function takeOnce(ctx: Context, sourceId: string, fileName: string, bytes: Buffer): Promise<void> {
  const last = await lastWholeRun(ctx.db, sourceId)
  if (
    last !== undefined &&
    (last.cause !== 'demo' || last.sha256 === createHash('sha256').update(bytes).digest('hex'))
  )
    return
  const started = await startRun(ctx, {
    sourceId,
    cause: 'demo',
    fileName,
    content: Readable.from([bytes]),
    by,
  })
  if (isRefused(started)) throw new Error(`the file ${fileName} is refused: ${started.refused}`)
  if (!started.same) await processRun(ctx, started.runId)
}
