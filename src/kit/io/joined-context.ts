import { isRefused } from '#kit/values/refusal.ts'
import type { Context } from './context.ts'
import type { Database, Tx } from './database.ts'

/**
 * The same context inside an open transaction: acts that run with it become part of that transaction. Each
 * act keeps its own all-or-nothing by a savepoint: one that refuses or throws undoes only its own work.
 */
export function joinTransaction(ctx: Context, tx: Tx): Context {
  const { rows, hot, text } = tx
  const transaction = <Result>(work: (tx: Tx) => Promise<Result>) => runNested(tx, work)
  const db: Database = {
    rows,
    hot,
    text,
    transaction,
    pool: ctx.db.pool,
    close: ctx.db.close,
    joined: true,
  }
  return { ...ctx, db, transaction }
}

async function runNested<Result>(tx: Tx, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  await tx.text('savepoint act')
  try {
    const result = await work(tx)
    await tx.text(isRefused(result) ? 'rollback to savepoint act' : 'release savepoint act')
    return result
  } catch (error) {
    await tx.text('rollback to savepoint act').catch(() => {}) // the first error is the one to tell
    throw error
  }
}
