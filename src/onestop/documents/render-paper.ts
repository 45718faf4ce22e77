import { Worker } from 'node:worker_threads'
import { toString as qrSvg } from 'qrcode'
import { Value } from 'typebox/value'
import type { Json } from '#kit/values/canonical-json.ts'
import { dateOf, instant } from '#kit/values/instant.ts'
import { type PaperKind, type PaperOf, paperSchemas } from './contract.ts'
import type { PaperAnswer, PaperOrder } from './paper-worker.ts'
import { readyForPaper } from './rules/paper-text.ts'
import { templateFolder, templateOn } from './templates.ts'

/**
 * Prints a paper as PDF/A-2a (tagged, fonts embedded). The same facts give the same bytes: the PDF is dated by
 * `issuedAt`, which also chooses the version of the form. Throws where the facts do not fit the schema of the kind:
 * a paper is printed from the product's own data, never from a visitor's.
 *
 * @law Nghị định 30/2020/NĐ-CP, Phụ lục I (head of papers); TT 01/2018/TT-VPCP Điều 9 (sizes)
 */
export async function renderPaper<Kind extends PaperKind>(
  kind: Kind,
  paper: PaperOf<Kind>,
): Promise<Uint8Array> {
  const facts: PaperOf<PaperKind> = paper
  const faults = Value.Errors(paperSchemas[kind], facts).map(
    (fault) => `${fault.instancePath} ${fault.keyword}`,
  )
  if (faults.length > 0) throw new TypeError(`facts of the paper ${kind}: ${faults.join(', ')}`)
  const issuedAt = instant(facts.issuedAt)
  const form = templateOn(kind, dateOf(issuedAt))
  const url = 'trackingUrl' in facts ? facts.trackingUrl : null
  return typeset({
    template: `${kind}/${form.validFrom}.typ`,
    inputs: {
      data: JSON.stringify(readyForPaper(facts as Json)),
      form: JSON.stringify(form),
      ...(url && { qr: await qrSvg(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 }) }),
    },
    creationTimestamp: Math.floor(issuedAt / 1000),
  })
}

type Waiting = { resolve(pdf: Uint8Array): void; reject(error: Error): void; readonly timer: NodeJS.Timeout }

/** The longest that one paper may take; the largest register takes a few seconds. */
const patienceMs = 60_000

const waiting = new Map<number, Waiting>()
let worker: Worker | undefined
let lastId = 0

/** Typst is synchronous: it runs in one worker thread, started at the first paper, restarted after a crash. */
function typeset(order: Omit<PaperOrder, 'id'>): Promise<Uint8Array> {
  worker ??= startWorker()
  const id = ++lastId
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => stopWorker(new Error(`a paper took over ${patienceMs} ms`)), patienceMs)
    waiting.set(id, { resolve, reject, timer })
    worker?.ref()
    worker?.postMessage({ ...order, id } satisfies PaperOrder)
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./paper-worker.ts', import.meta.url), {
    workerData: { templates: templateFolder },
  })
  started.on('message', (answer: PaperAnswer) => {
    const order = waiting.get(answer.id)
    if (!order) return
    waiting.delete(answer.id)
    clearTimeout(order.timer)
    if (waiting.size === 0) started.unref() // an idle worker keeps no program alive
    if ('pdf' in answer) order.resolve(answer.pdf)
    else order.reject(new Error(`the paper could not be typeset: ${answer.error}`))
  })
  started.on('error', stopWorker)
  return started
}

/** Ends the worker; the papers that waited fail, the next one starts a new worker. */
function stopWorker(error: Error): void {
  const stopped = worker
  worker = undefined
  for (const order of waiting.values()) {
    clearTimeout(order.timer)
    order.reject(error)
  }
  waiting.clear()
  void stopped?.terminate()
}
