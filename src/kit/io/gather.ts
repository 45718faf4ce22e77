import type { Sql } from './database.ts'

type Waiting<Ask, Answer> = {
  readonly ask: Ask
  readonly give: (answer: Answer) => void
  readonly fail: (error: unknown) => void
}

/**
 * Makes one statement of asks that come at the same time: while one is on its way, those that arrive wait and go
 * together with the next, at most `most` at once. An ask alone goes at once. `run` answers in the order of its asks. When a
 * statement of several fails, each is asked once more by itself, so that nobody fails for another's sake: what `run`
 * writes must be such that it may be asked twice.
 */
export function gather<Ask, Answer>(
  run: (sql: Sql, asks: readonly Ask[]) => Promise<readonly Answer[]>,
  most: number,
): (sql: Sql, ask: Ask) => Promise<Answer> {
  const queues = new WeakMap<Sql, Waiting<Ask, Answer>[]>()
  return (sql, ask) =>
    new Promise((give, fail) => {
      const queue = queues.get(sql)
      if (queue) {
        queue.push({ ask, give, fail })
        return
      }
      const begun = [{ ask, give, fail }]
      queues.set(sql, begun)
      void serve(sql, begun, run, most, () => queues.delete(sql))
    })
}

async function serve<Ask, Answer>(
  sql: Sql,
  queue: Waiting<Ask, Answer>[],
  run: (sql: Sql, asks: readonly Ask[]) => Promise<readonly Answer[]>,
  most: number,
  end: () => void,
): Promise<void> {
  await Promise.resolve() // let asks of the same turn gather
  for (let served = queue.splice(0, most); served.length > 0; served = queue.splice(0, most))
    await answerAll(sql, served, run)
  end()
}

async function answerAll<Ask, Answer>(
  sql: Sql,
  served: readonly Waiting<Ask, Answer>[],
  run: (sql: Sql, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await run(
      sql,
      served.map(({ ask }) => ask),
    )
    if (answers.length !== served.length) throw new Error('as many answers as asks')
    served.forEach(({ give }, index) => {
      give(answers[index] as Answer)
    })
  } catch (error) {
    if (served.length === 1) served[0]?.fail(error)
    else for (const one of served) await answerAll(sql, [one], run)
  }
}
