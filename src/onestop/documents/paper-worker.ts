import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { fontCoverage } from './rules/font-coverage.ts'
import { drawable, plainlyDrawable } from './rules/paper-text.ts'

/** What the worker is told: the main template, its inputs (JSON texts), and the second that dates the PDF. */
export type PaperOrder = {
  readonly id: number
  readonly template: string
  readonly inputs: Readonly<Record<string, string>>
  readonly creationTimestamp: number
}
/** What it answers: the PDF, or what Typst said was wrong with the template. */
export type PaperAnswer =
  | {
      readonly id: number
      readonly pdf: Uint8Array<ArrayBuffer>
      readonly warnings: string
    }
  | { readonly id: number; readonly error: string }

const require = createRequire(import.meta.url)
const fonts = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'].map((style) =>
  readFileSync(require.resolve(`@expo-google-fonts/tinos/${style}/Tinos_${style}.ttf`)),
)
const coverages = fonts.map(fontCoverage)
const covered = new Set([...(coverages[0] ?? [])].filter((point) => coverages.every((one) => one.has(point))))

const compiler = NodeCompiler.create({
  workspace: (workerData as { readonly templates: string }).templates,
  fontArgs: [{ fontBlobs: fonts }],
})

parentPort?.on('message', (order: PaperOrder) => {
  const answer = typeset(order)
  parentPort?.postMessage(answer, 'pdf' in answer ? [answer.pdf.buffer] : [])
})

/** PDF/A forbids a missing glyph: when the shaper finds one all the same, plainer text is tried once. */
function typeset(order: PaperOrder): PaperAnswer {
  const data = drawable(order.inputs.data ?? '{}', covered)
  const answer = typesetText(order, data)
  const missed = 'error' in answer && answer.error.includes('could not be displayed')
  return missed ? typesetText(order, plainlyDrawable(data)) : answer
}

function typesetText({ id, template, inputs, creationTimestamp }: PaperOrder, data: string): PaperAnswer {
  try {
    const compiled = compiler.compile({
      mainFileContent: `#include "/${template}"`,
      inputs: { ...inputs, data },
    })
    const document = compiled.result
    if (!document) return { id, error: JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics) }
    // A copy in a buffer of its own, which can be handed over without copying again.
    const pdf = Uint8Array.from(compiler.pdf(document, { pdfStandard: 'a-2a', creationTimestamp }))
    const warnings = JSON.stringify(compiled.takeWarnings()?.shortDiagnostics ?? [])
    return { id, pdf, warnings }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  } finally {
    compiler.evictCache(10)
  }
}
