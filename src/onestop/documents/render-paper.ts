import { toString as qrSvg } from 'qrcode'
import { Value } from 'typebox/value'
import type { Json } from '#kit/values/canonical-json.ts'
import { dateOf, instant } from '#kit/values/instant.ts'
import { type PaperKind, type PaperOf, paperSchemas } from './contract.ts'
import { readyForPaper } from './rules/paper-text.ts'
import { templateOn } from './templates.ts'
import { openTypesetter, type Typeset } from './typesetter.ts'

/** Slips of a few pages, which someone waits for. */
const slips = openTypesetter({ endWhenIdle: false })
/** Registers of a hundred pages and more: they hold up no slip and leave no memory behind. */
const registers = openTypesetter({ endWhenIdle: true })

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
  return (await typesetPaper(kind, paper)).pdf
}

/** As `renderPaper`, with what Typst found odd: content that it dropped is a warning there. For tests. */
export async function typesetPaper<Kind extends PaperKind>(
  kind: Kind,
  paper: PaperOf<Kind>,
): Promise<Typeset> {
  const facts: PaperOf<PaperKind> = paper
  const faults = Value.Errors(paperSchemas[kind], facts).map(
    (fault) => `${fault.instancePath} ${fault.keyword}`,
  )
  if (faults.length > 0) throw new TypeError(`facts of the paper ${kind}: ${faults.join(', ')}`)
  const issuedAt = instant(facts.issuedAt)
  const form = templateOn(kind, dateOf(issuedAt))
  const url = 'trackingUrl' in facts ? facts.trackingUrl : null
  return (kind === 'dossier-register' ? registers : slips).typeset({
    template: `${kind}/${form.validFrom}.typ`,
    inputs: {
      data: JSON.stringify(readyForPaper(facts as Json)),
      form: JSON.stringify(form),
      ...(url && { qr: await qrSvg(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 }) }),
    },
    creationTimestamp: Math.floor(issuedAt / 1000),
  })
}
