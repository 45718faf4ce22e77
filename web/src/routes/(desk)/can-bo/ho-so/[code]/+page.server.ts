import { error, fail, redirect } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { isActKind, readAct } from '#web/server/acts.ts'
import { textOf, uploadsOf } from '#web/server/form.ts'
import { granted } from '#web/server/pages.ts'
import type { Fault } from '#web/ui/faults.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { kb } = locals
  const view = granted(await kb.openAsOfficer(params.code), kb.say)
  const offers = view.offers.map((offer) => ({ ...offer, reason: offer.refusal && kb.say(offer.refusal) }))
  const may = (kind: string) => offers.some((offer) => offer.kind === kind && offer.allowed)
  const [assignees, agencies, answers, explained] = await Promise.all([
    may('assign') ? kb.listAssignees(params.code) : [],
    may('consult') || may('answer-consultation') ? kb.listConsultableAgencies(params.code) : [],
    kb.readAnswers(view),
    kb.explainDueTime(params.code, null),
  ])
  return {
    view,
    offers,
    assignees,
    agencies,
    answers,
    explained: isRefused(explained) ? null : explained,
    requestId: crypto.randomUUID(),
  }
}

/** What was typed, to be shown again beside what was wrong. */
function typedIn(form: FormData): Record<string, string> {
  const typed: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') typed[name] = value
  return typed
}

async function keepUploads(
  kb: Surface,
  form: FormData,
  field: string,
): Promise<{ ids: string[]; faults: Fault[] }> {
  const ids: string[] = []
  const faults: Fault[] = []
  for (const upload of uploadsOf(form, 'document')) {
    const bytes = new Uint8Array(await upload.arrayBuffer())
    const stored = await kb.storeDocument({ name: upload.name, bytes })
    if (isRefused(stored)) faults.push({ field, message: `${upload.name}: ${kb.say(stored)}` })
    else ids.push(stored.id)
  }
  return { ids, faults }
}

export const actions: Actions = {
  async act({ locals, params, request }) {
    const { kb } = locals
    const form = await request.formData()
    const kind = textOf(form, 'kind')
    if (!isActKind(kind)) error(404, 'act')
    const view = granted(await kb.openAsOfficer(params.code), kb.say)
    const uploads = await keepUploads(kb, form, `${kind}-document`)
    const read = readAct(
      kind,
      { form, evidence: view.evidence, documentIds: uploads.ids },
      sayIn(locals.lang),
    )
    const faults = [...('faults' in read ? read.faults : []), ...uploads.faults]
    if (!('action' in read) || faults.length > 0) return fail(422, { kind, faults, typed: typedIn(form) })
    const done = await kb.actAsOfficer(params.code, read.action, textOf(form, 'requestId'))
    if (isRefused(done))
      return fail(422, { kind, faults: [{ field: '', message: kb.say(done) }], typed: typedIn(form) })
    redirect(303, `/can-bo/ho-so/${params.code}?da-lam=${kind}`)
  },
}
