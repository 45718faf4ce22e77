import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '#kit/io/context.ts'
import { cellColumns, cellsSql, foldDeltas, halvesSql, widenSql } from '#onestop/statistics/cube-store.ts'

/** From this day on the deltas go through the product's own folding; what is older is summed at once. */
const foldedFrom = '2026-09-01'
const deltaColumns = 'day_on, agency_id, sector_id, procedure_code, figure, n'
const atOnce = 50_000

/**
 * Fills a database with dossiers and their cells by SQL, the indexes made afterwards. The last months and all that lies
 * ahead are folded by the product's own statement, onto the cells of the year that are there already.
 */
export async function fill(ctx: Context, dossiers: number, years: number): Promise<void> {
  const read = (name: string) => readFile(join(import.meta.dirname, name), 'utf8')
  const [rows, deltas] = [await read('statistics.sql'), await read('statistics-deltas.sql')]
  const done = watch()
  const rowIndexes = await takeIndexes(
    ctx,
    'dossiers',
    /_(accepted|accepted_open|ended|asked_twice|stood|pkey)$/,
  )
  const chunks = Array.from({ length: Math.ceil(dossiers / atOnce) }, (_, index) => 1 + index * atOnce)
  await inTwo(chunks, (first) =>
    ctx.db.text(rows, [first, Math.min(first + atOnce - 1, dossiers), years, dossiers]),
  )
  done(`${dossiers} dossiers of ${years} years`)
  for (const index of rowIndexes) await ctx.db.text(index)
  await ctx.db.text('vacuum analyze onestop.dossiers')
  done('indexes of the dossiers')
  const cellIndexes = await takeIndexes(ctx, 'statistic_cubes', /./)
  const parts = Array.from({ length: years + 1 }, (_, index) => 2026 - years + index)
  await inTwo(parts, (year) =>
    writeCells(ctx, deltas, `${year}-01-01`, year === 2026 ? foldedFrom : `${year + 1}-01-01`),
  )
  for (const index of cellIndexes) await ctx.db.text(index)
  done(`cells up to ${foldedFrom}`)
  await ctx.db.text(`insert into onestop.statistic_deltas (${deltaColumns}) ${deltas}`, [
    foldedFrom,
    '2028-01-01',
  ])
  let folded = 0
  for (let n = 1; n > 0; folded += n) n = (await ctx.transaction((tx) => foldDeltas(tx, 100_000))) ?? 0
  await ctx.db.text('vacuum analyze onestop.statistic_deltas, onestop.statistic_cubes')
  done(`${folded} deltas folded`)
  const [size] = await ctx.db.text(
    `select (select count(*) from onestop.statistic_cubes) cells,
       pg_size_pretty(pg_total_relation_size('onestop.statistic_cubes')) cubes,
       pg_size_pretty(pg_total_relation_size('onestop.dossiers')) dossiers`,
  )
  console.log(JSON.stringify(size))
  await looseDeltas(ctx)
}

/** The cells of some days, which no other part touches. */
function writeCells(ctx: Context, deltas: string, from: string, until: string): Promise<unknown> {
  return ctx.transaction(async (tx) => {
    await tx.text(
      `create temp table told on commit drop as select ${deltaColumns} from onestop.statistic_deltas limit 0`,
    )
    await tx.text(`insert into told ${deltas}`, [from, until])
    await tx.text('analyze told')
    await tx.text(`create temp table wide on commit drop as ${widenSql('told')}`)
    await tx.text(`create temp table halves on commit drop as ${halvesSql('wide')}`)
    await tx.text('analyze wide')
    await tx.text('analyze halves')
    for (const cells of cellsSql('wide', 'halves'))
      await tx.text(`insert into onestop.statistic_cubes (${cellColumns}) ${cells}`)
  })
}

/** A minute of a busy day left unfolded: readers must sum it. In all they change nothing. */
async function looseDeltas(ctx: Context): Promise<void> {
  await ctx.db.text(`insert into onestop.statistic_deltas (${deltaColumns})
    select date '2026-10-01', 'co-quan-1', 'linh-vuc-1', 'TT-1', 'received_post', sign from generate_series(1, 500), (values (1), (-1)) s (sign)`)
}

/** Takes the indexes off a table; answers how to make those again that are kept. The rest has no part in this. */
async function takeIndexes(ctx: Context, table: string, kept: RegExp): Promise<string[]> {
  const indexes = await ctx.db.text<{ name: string; made: string; isKey: string | null }>(
    `select i.relname name, pg_get_indexdef(i.oid) made, c.conname "isKey"
     from pg_index x join pg_class i on i.oid = x.indexrelid left join pg_constraint c on c.conindid = i.oid and c.contype in ('p', 'u')
     where x.indrelid = ('onestop.' || $1)::regclass`,
    [table],
  )
  for (const { name, isKey } of indexes)
    await ctx.db.text(
      isKey === null
        ? `drop index onestop.${name}`
        : `alter table onestop.${table} drop constraint ${isKey} cascade`,
    )
  const again = indexes.filter(({ name }) => kept.test(name))
  return again.flatMap(({ name, made, isKey }) =>
    isKey === null
      ? [made]
      : [made, `alter table onestop.${table} add constraint ${isKey} primary key using index ${name}`],
  )
}

/** Two at a time: one for each connection. */
async function inTwo<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items]
  const next = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all([next(), next()])
}

function watch(): (what: string) => void {
  let begun = performance.now()
  return (what) => {
    console.log(`${what} in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    begun = performance.now()
  }
}
