import { createHash } from 'node:crypto'
import type { Context, Reader } from '#kit/io/context.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import type { Instant } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { queryEntities } from '../registry/public.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { visibilityOfDataset } from '../sharing/rules/visibility.ts'

/** How much a dataset holds for a reader, when its source last wrote, and the tag of exactly this content. */
export type DatasetFigures = {
  readonly total: number
  readonly lastWriteAt: Instant | null
  /** Changes with each write to the entities, each new description and each other reader's cut. */
  readonly tag: string
}

type Scope = Parameters<typeof visibilityOfDataset>[0] & { readonly version: number }

const readFigures = keepBriefly(async (sql: Reader, scopeText: string): Promise<DatasetFigures> => {
  const scope = JSON.parse(scopeText) as Scope
  const page = await queryEntities(
    sql,
    { limit: 1, count: true, order: [{ by: 'modifiedAt', direction: 'desc' }], pick: [] },
    visibilityOfDataset(scope),
  )
  if (isRefused(page)) throw new Error(`figures of ${scope.model}: ${page.refused}`)
  const lastWriteAt = page.entities[0]?.modifiedAt ?? null
  const total = page.total ?? 0
  const tag = createHash('sha256')
    .update(JSON.stringify([scopeText, total, lastWriteAt]))
    .digest('base64url')
  return { total, lastWriteAt, tag: tag.slice(0, 22) }
})

/** The figures of a dataset as this reader sees it. */
export function figuresOf(
  ctx: Context,
  { dataset }: Pick<OpenedDataset, 'dataset'>,
): Promise<DatasetFigures> {
  const { tenant, model, fields, filter, version } = dataset
  const scope: Scope = { tenant, model, fields, filter, version }
  return readFigures(ctx.db, JSON.stringify(scope))
}
