import { build, type Sql } from '#kit/io/database.ts'
import { type Instant, toIso } from '#kit/values/instant.ts'
import type { ContextKind } from './contract.ts'
import './tables.ts'

/** A stored context. */
export type StoredContext = {
  readonly id: string
  readonly url: string
  readonly kind: ContextKind
  readonly body: { readonly '@context': unknown }
  readonly createdAt: Instant
  readonly usedAt: Instant | null
  readonly hits: number
}

type Row = {
  id: string
  url: string
  kind: ContextKind
  body: unknown
  created_at: Date
  used_at: Date | null
  hits: number
}

const fromRow = (row: Row): StoredContext => ({
  id: row.id,
  url: row.url,
  kind: row.kind,
  body: row.body as StoredContext['body'],
  createdAt: row.created_at.getTime() as Instant,
  usedAt: row.used_at && (row.used_at.getTime() as Instant),
  hits: row.hits,
})

/** A context by its id here or by its address. */
export async function findContext(sql: Sql, idOrUrl: string): Promise<StoredContext | undefined> {
  const [row] = await sql.rows(
    build
      .selectFrom('datahub.ld_contexts')
      .selectAll()
      .where((on) => on.or([on('id', '=', idOrUrl), on('url', '=', idOrUrl)])),
  )
  return row && fromRow(row)
}

/** All contexts, of one kind when asked for, in the order of their making. */
export async function listContexts(sql: Sql, kind: ContextKind | undefined): Promise<StoredContext[]> {
  const all = build.selectFrom('datahub.ld_contexts').selectAll().orderBy('created_at').orderBy('id')
  return (await sql.rows(kind === undefined ? all : all.where('kind', '=', kind))).map(fromRow)
}

/** Keeps a context. Of an address that is known the body is renewed. */
export async function saveContext(
  sql: Sql,
  context: Pick<StoredContext, 'id' | 'url' | 'kind' | 'body' | 'createdAt'>,
): Promise<void> {
  await sql.text(
    `insert into datahub.ld_contexts (id, url, kind, body, created_at) values ($1, $2, $3, $4, $5)
     on conflict (url) do update set body = excluded.body`,
    [context.id, context.url, context.kind, JSON.stringify(context.body), toIso(context.createdAt)],
  )
}

/** Takes a context away; answers whether it was there. */
export async function removeContext(sql: Sql, id: string): Promise<boolean> {
  return (await sql.text('delete from datahub.ld_contexts where id = $1 returning id', [id])).length > 0
}

/** Adds uses that were counted in memory. */
export async function recordUses(sql: Sql, url: string, hits: number, at: Instant): Promise<void> {
  await sql.text('update datahub.ld_contexts set hits = hits + $2, used_at = $3 where url = $1', [
    url,
    hits,
    toIso(at),
  ])
}
