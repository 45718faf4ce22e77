import { Worker } from 'node:worker_threads'
import type { PaperAnswer, PaperOrder } from './paper-worker.ts'
import { templateFolder } from './templates.ts'

/** Typesets papers one after the other, off the event loop. */
export type Typesetter = { typeset(order: Omit<PaperOrder, 'id'>): Promise<Typeset> }
/** A PDF, and what Typst found odd about it: tests demand that this is nothing. */
export type Typeset = { readonly pdf: Uint8Array; readonly warnings: string }

type Waiting = { resolve(paper: Typeset): void; reject(error: Error): void; readonly timer: NodeJS.Timeout }

/** The longest that one paper may wait and take; a register of 5,000 rows takes some ten seconds. */
const patienceMs = 120_000

/**
 * Typst is synchronous: it runs in a worker thread, started at the first paper and again after a crash. With
 * `endWhenIdle` the thread ends with its last paper and gives its memory back. An idle thread keeps no program
 * alive.
 */
export function openTypesetter(options: { readonly endWhenIdle: boolean }): Typesetter {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0

  function start(): Worker {
    const started = new Worker(new URL('./paper-worker.ts', import.meta.url), {
      workerData: { templates: templateFolder },
    })
    started.on('message', (answer: PaperAnswer) => settle(started, answer))
    started.on('error', (error) => stop(error instanceof Error ? error : new Error(String(error))))
    return started
  }

  function settle(from: Worker, answer: PaperAnswer): void {
    const order = waiting.get(answer.id)
    if (!order) return
    waiting.delete(answer.id)
    clearTimeout(order.timer)
    if ('pdf' in answer) order.resolve(answer)
    else order.reject(new Error(`the paper could not be typeset: ${answer.error}`))
    if (waiting.size > 0) return
    if (options.endWhenIdle) stop(new Error('no paper waits'))
    else from.unref()
  }

  /** Ends the thread; the papers that waited fail, the next one starts a new thread. */
  function stop(reason: Error): void {
    const stopped = worker
    worker = undefined
    for (const order of waiting.values()) {
      clearTimeout(order.timer)
      order.reject(reason)
    }
    waiting.clear()
    void stopped?.terminate()
  }

  return {
    typeset(order) {
      worker ??= start()
      const id = ++lastId
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => stop(new Error(`a paper took over ${patienceMs} ms`)), patienceMs)
        waiting.set(id, { resolve, reject, timer })
        worker?.ref()
        worker?.postMessage({ ...order, id } satisfies PaperOrder)
      })
    },
  }
}
