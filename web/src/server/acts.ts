import { Value } from 'typebox/value'
import {
  type ActionInput,
  actionInputs,
  type EvidenceInput,
  type EvidenceView,
} from '#onestop/dossiers/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import { isMessageKey, type Say } from '#web/ui/messages.ts'
import { momentOf, optional, textOf } from './form.ts'

export type ActKind = keyof typeof actionInputs

/** Whether a text names an act. */
export function isActKind(text: string): text is ActKind {
  return Object.hasOwn(actionInputs, text)
}

/** What an act is read from. `documentIds`: what was uploaded with it and is already kept. */
export type ActPost = {
  readonly form: FormData
  readonly evidence: readonly EvidenceView[]
  readonly documentIds: readonly string[]
}

type Read = (post: ActPost) => Record<string, unknown>

const text =
  (name: string): Read =>
  ({ form }) =>
    optional(name, textOf(form, name))
const term: Read = ({ form }) => ({
  term: { value: Number(textOf(form, 'termValue')), unit: textOf(form, 'termUnit') },
})
const amount: Read = ({ form }) => ({
  amountVnd: Number(textOf(form, 'amountVnd').replaceAll(/[\s.,]/g, '')),
})
const documents: Read = ({ documentIds }) => ({ documentIds: [...documentIds] })

/** Which fields of the page make up which act. */
const members: Readonly<Record<ActKind, readonly Read[]>> = {
  accept: [
    ({ form, evidence }) => ({
      evidence: readChecklist(form, evidence),
      waivers: readWaivers(form, evidence),
    }),
  ],
  'decline-filing': [text('reason'), text('legalGround')],
  'ask-supplement': [
    ({ form, evidence }) => ({ findings: readFindings(form, evidence) }),
    text('furtherRoundGround'),
  ],
  supplement: [({ form, evidence }) => ({ evidence: readChecklist(form, evidence) }), text('note')],
  assign: [text('caseOfficerPostId'), text('note')],
  consult: [text('agencyId'), text('question'), term],
  'answer-consultation': [text('agencyId'), text('answer')],
  assess: [text('finding'), text('opinion')],
  'ask-payment': [amount, text('legalGround')],
  pay: [amount, text('method'), text('reference')],
  suspend: [text('cause'), text('reason'), text('legalGround')],
  resume: [text('reason')],
  extend: [term, text('reason')],
  apologise: [text('reason')],
  decide: [text('decision'), text('resultNumber'), text('reason'), text('legalGround'), documents],
  'deem-granted': [],
  withdraw: [text('reason'), () => ({ confirmation: 'signed-request' }), documents],
  close: [],
  deliver: [
    text('by'),
    ({ form }) => ({
      receiver: {
        name: textOf(form, 'receiverName'),
        authorised: textOf(form, 'receiverAuthorised') === 'yes',
      },
    }),
  ],
}

/** Acts that cannot be taken back: the page asks for a tick. */
export const finalActs: ReadonlySet<string> = new Set([
  'decline-filing',
  'decide',
  'withdraw',
  'close',
  'deem-granted',
])

/** Reads an act from a posted page: the act, or what is wrong at which field. */
export function readAct(
  kind: ActKind,
  post: ActPost,
  say: Say,
): { action: ActionInput } | { faults: Fault[] } {
  const occurredAt = momentOf(post.form, 'occurredAt')
  const raw = {
    kind,
    ...Object.assign({}, ...members[kind].map((read) => read(post))),
    ...(occurredAt && 'occurredAt' in actionInputs[kind].properties ? { occurredAt } : {}),
  }
  const faults =
    finalActs.has(kind) && textOf(post.form, 'confirmed') !== 'yes'
      ? [{ field: `${kind}-confirmed`, message: say('fault.confirm') }]
      : []
  const schema = actionInputs[kind]
  if (Value.Check(schema, raw)) return faults.length > 0 ? { faults } : { action: raw as ActionInput }
  const names = [...Value.Errors(schema, raw)].map(fieldOfError)
  return { faults: [...[...new Set(names)].map((name) => faultOf(kind, name, say)), ...faults] }
}

/** The field that a schema error speaks of: the missing member, or the head of its path. */
function fieldOfError(fault: { keyword: string; instancePath: string; params: object }): string {
  const head = fault.instancePath.split('/')[1]
  if (head) return head
  const missing = (fault.params as { requiredProperties?: string[] }).requiredProperties?.[0]
  return missing ?? ''
}

/** Members that are not the name of a control, and the control that stands for them. */
const controls: Readonly<Record<string, string>> = { term: 'termValue', receiver: 'receiverName' }

function faultOf(kind: ActKind, name: string, say: Say): Fault {
  const field = name === '' ? '' : `${kind}-${controls[name] ?? name}`
  if (name === 'findings') return { field: '', message: say('fault.findings') }
  if (name === 'reason' || name === 'legalGround') return { field, message: say(`fault.${name}`) }
  const called = calledIn[name] ?? `content.${name}`
  const message = isMessageKey(called) ? say('fault.field-named', { name: say(called) }) : say('fault.field')
  return { field, message }
}

/** What a member of an act is called on the page, where it is not `content.` and its name. */
const calledIn: Readonly<Record<string, string>> = {
  caseOfficerPostId: 'act.assignee',
  agencyId: 'act.agency',
  amountVnd: 'content.amount',
  documentIds: 'act.result-document',
  occurredAt: 'act.occurred',
}

/** The papers ticked, with their form and number. */
export function readChecklist(
  form: FormData,
  evidence: readonly { readonly evidenceTypeId: string }[],
): EvidenceInput[] {
  return evidence.flatMap(({ evidenceTypeId: id }) => {
    if (textOf(form, `have-${id}`) !== 'yes') return []
    const kept = textOf(form, `form-${id}`)
    const count = Number(textOf(form, `count-${id}`) || '1')
    const paperForm = kept === 'original' || kept === 'certified' ? kept : 'copy'
    return [{ evidenceTypeId: id, form: paperForm, count, documentIds: [] }]
  })
}

/** The grounds given for papers that are not asked for. */
export function readWaivers(form: FormData, evidence: readonly { readonly evidenceTypeId: string }[]) {
  return evidence.flatMap(({ evidenceTypeId }) => {
    const ground = textOf(form, `waive-${evidenceTypeId}`)
    const have = textOf(form, `have-${evidenceTypeId}`) === 'yes'
    return ground === '' || have ? [] : [{ evidenceTypeId, ground }]
  })
}

function readFindings(form: FormData, evidence: readonly EvidenceView[]) {
  const rows = [...evidence.map((one) => ({ key: one.evidenceTypeId, about: one.name })), ...otherRows(form)]
  return rows.flatMap(({ key, about }) => {
    const defect = textOf(form, `defect-${key}`)
    return defect === '' ? [] : [{ about, defect, ...optional('ground', textOf(form, `ground-${key}`)) }]
  })
}

function otherRows(form: FormData) {
  return ['other-1', 'other-2'].map((key) => ({ key, about: textOf(form, `about-${key}`) }))
}
