import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '#kit/io/context.ts'
import { ContentError, readYaml } from '#kit/io/read-yaml.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import { defaultTenant } from '../registry/public.ts'
import { type Dataset, DatasetFile, type DatasetState } from './contract.ts'
import { describeDataset } from './describe-dataset.ts'
import { moveDataset } from './move-dataset.ts'

const ways: Readonly<Record<DatasetState, readonly DatasetState[]>> = {
  draft: [],
  internal: ['internal'],
  shared: ['internal', 'shared'],
  open: ['internal', 'open'],
}

/**
 * Loads the datasets of the content folder, after the models. A file describes; it decides on the state only of a
 * dataset that is still a draft, so that what an officer closed stays closed. Throws `ContentError` for a file that
 * breaks its schema or the rules of opening.
 */
export async function loadDatasets(ctx: Context, contentDir: string): Promise<void> {
  const folder = join(contentDir, 'datasets')
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.yaml')).sort()) {
    const file = join(folder, name)
    const { state, ...content } = readYaml(await readFile(file, 'utf8'), file, DatasetFile)
    const described = await describeDataset(ctx, content, 'content', defaultTenant)
    if (isRefused(described)) throw faultOf(file, described)
    const moved = described.state === 'draft' ? await moveAll(ctx, described, ways[state]) : undefined
    if (moved) throw faultOf(file, moved)
  }
}

async function moveAll(
  ctx: Context,
  dataset: Dataset,
  states: readonly DatasetState[],
): Promise<Refusal | undefined> {
  for (const to of states) {
    const moved = await moveDataset(ctx, dataset.id, { to, reason: 'content' }, 'content')
    if (isRefused(moved)) return moved
  }
  return undefined
}

function faultOf(file: string, { refused, facts }: Refusal): ContentError {
  return new ContentError([
    { file, field: String(facts.field ?? ''), fault: `${refused} ${JSON.stringify(facts)}` },
  ])
}
