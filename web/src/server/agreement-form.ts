import { Value } from 'typebox/value'
import { AgreementRequest } from '#datahub/sharing/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import type { MessageKey, Say } from '#web/ui/messages.ts'
import { textOf } from './form.ts'

/** What the fields of a request are called on its page. */
const called: Readonly<Record<string, MessageKey>> = {
  consumer: 'agreement.consumer-agency',
  consumerName: 'agreement.consumer-name',
  application: 'agreement.application',
  purpose: 'agreement.purpose',
  legalBasis: 'agreement.legal-basis',
  fields: 'agreement.fields',
  from: 'agreement.from',
  to: 'agreement.to',
  callsPerMinute: 'agreement.calls-per-minute',
}

/** A request as the page sent it, or what is wrong with it; `typed` keeps all that was typed. */
export function readAgreementRequest(
  form: FormData,
  datasetId: string,
  say: Say,
): { readonly request: AgreementRequest } | { readonly faults: Fault[] } {
  const text = (name: string) => textOf(form, name)
  const raw = {
    datasetId,
    consumer: text('consumer'),
    consumerName: text('consumerName'),
    application: text('application'),
    purpose: text('purpose'),
    legalBasis: text('legalBasis'),
    fields: form.getAll('fields').map(String),
    from: text('from'),
    to: text('to'),
    callsPerMinute: Number(text('callsPerMinute')),
  }
  if (Value.Check(AgreementRequest, raw)) return { request: raw }
  const names = [...Value.Errors(AgreementRequest, raw)].map(
    (fault) => fault.instancePath.split('/')[1] ?? '',
  )
  const faults = [...new Set(names)].map((field) => {
    const key = called[field]
    return { field, message: key ? say('fault.field-named', { name: say(key) }) : say('fault.field') }
  })
  return { faults }
}
