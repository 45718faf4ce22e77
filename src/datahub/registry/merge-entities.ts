import type { Context } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { currentModels } from '../models/public.ts'
import type { Attribute, Attributes, Writing } from './contract.ts'
import { grantsOf, grantsSeeing } from './rules/visibility.ts'
import { type LockedRow, lockRows } from './store-writes.ts'
import { writeEntitiesIn } from './write-entities.ts'

type MergeRefusal = Refusal<'entity-unknown' | 'merge-with-itself' | 'no-right-to-write' | 'types-differ'>

/**
 * Makes one entity of two that are the same real thing: `from` ends and whoever asks for it is sent to `into`; the
 * keys by which sources know it now mean `into`; attributes that only `from` has are taken over, where both have one
 * that of `into` stands. The history of both stays under its own identifier. The writer must see and be
 * allowed to write all of both.
 */
export function mergeEntities(
  ctx: Context,
  ask: { readonly from: string; readonly into: string },
  writing: Writing,
): Promise<{ readonly movedTo: string; readonly takenOver: readonly string[] } | Refusal> {
  return ctx.transaction(async (tx) => {
    if (ask.from === ask.into) return refuse('merge-with-itself', { id: ask.from })
    const rows = await lockRows(tx, writing.tenant, [ask.from, ask.into].sort())
    const from = rows.get(ask.from)
    const into = rows.get(ask.into)
    const refusal = refusalFor(ask.from, from, writing) ?? refusalFor(ask.into, into, writing)
    if (refusal || !from || !into) return refusal ?? refuse('entity-unknown', { id: ask.from })
    if (!from.types.some((type) => into.types.includes(type)))
      return refuse('types-differ', { id: ask.from, into: ask.into })
    const taken = Object.fromEntries(
      Object.entries(from.body).filter(([name]) => !(name in into.body)),
    ) as Attributes
    const written = await writeEntitiesIn(
      tx,
      ctx,
      [
        { mode: 'append', id: ask.into, attributes: await withoutDerived(tx, into, taken) },
        { mode: 'delete', id: ask.from },
      ],
      { ...writing, atomicity: 'all' },
    )
    if (isRefused(written)) return written
    await redirect(tx, writing.tenant, ask.from, ask.into)
    return { movedTo: ask.into, takenOver: Object.keys(taken) }
  })
}

async function withoutDerived(tx: Tx, into: LockedRow, taken: Attributes): Promise<Attributes> {
  const models = await currentModels(tx)
  const derived = new Set(
    into.types.flatMap((type) => models.get(type)?.derived.map(({ name }) => name) ?? []),
  )
  return Object.fromEntries(Object.entries(taken).filter(([name]): boolean => !derived.has(name))) as Record<
    string,
    Attribute
  >
}

function refusalFor(
  id: string,
  row: LockedRow | undefined,
  { visibility }: Writing,
): MergeRefusal | undefined {
  if (row === undefined || row.deleted_at !== null) return refuse('entity-unknown', { id })
  const seeing = grantsSeeing(
    { id, types: row.types, owner: row.owner, attributes: row.body },
    grantsOf(visibility),
  )
  if (seeing.length === 0) return refuse('entity-unknown', { id })
  const whole = seeing.some(({ grant }) => grant.mayWrite && grant.attributes === null)
  return whole ? undefined : refuse('no-right-to-write', { id })
}

async function redirect(tx: Tx, tenant: string, from: string, into: string): Promise<void> {
  await tx.text('update datahub.entities set merged_into = $3 where tenant = $1 and id = $2', [
    tenant,
    from,
    into,
  ])
  await tx.text('update datahub.aliases set entity_id = $3 where tenant = $1 and entity_id = $2', [
    tenant,
    from,
    into,
  ])
}

/** Ends an entity whose real thing is no more. Its history stays. */
export async function retireEntity(
  ctx: Context,
  id: string,
  writing: Writing,
): Promise<{ readonly version: number } | Refusal> {
  return ctx.transaction(async (tx) => {
    const outcomes = await writeEntitiesIn(tx, ctx, [{ mode: 'delete', id }], {
      ...writing,
      atomicity: 'all',
    })
    if (isRefused(outcomes)) return outcomes
    const [outcome] = outcomes
    return outcome && 'version' in outcome ? { version: outcome.version } : refuse('entity-unknown', { id })
  })
}
