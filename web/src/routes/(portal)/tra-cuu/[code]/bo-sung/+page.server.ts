import { fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import type { EvidenceInput } from '#onestop/dossiers/contract.ts'
import { optional, textOf, uploadsOf } from '#web/server/form.ts'
import { getOwnDossier } from '#web/server/tracked.ts'
import type { Fault } from '#web/ui/faults.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies, locals, params }) => {
  const { view } = await getOwnDossier(cookies, locals.kb, params.code)
  return { view, requestId: crypto.randomUUID() }
}

export const actions: Actions = {
  async default({ cookies, locals, params, request }) {
    const { kb } = locals
    const say = sayIn(locals.lang)
    const { view, accessKey } = await getOwnDossier(cookies, kb, params.code)
    const form = await request.formData()
    const faults: Fault[] = []
    const evidence: EvidenceInput[] = []
    for (const asked of view.evidence) {
      const documentIds: string[] = []
      for (const upload of uploadsOf(form, `paper-${asked.evidenceTypeId}`)) {
        const stored = await kb.storeDocument({
          name: upload.name,
          bytes: new Uint8Array(await upload.arrayBuffer()),
        })
        if (isRefused(stored))
          faults.push({
            field: `paper-${asked.evidenceTypeId}`,
            message: `${upload.name}: ${kb.say(stored)}`,
          })
        else documentIds.push(stored.id)
      }
      if (documentIds.length > 0)
        evidence.push({ evidenceTypeId: asked.evidenceTypeId, form: 'electronic', count: 1, documentIds })
    }
    const note = textOf(form, 'note')
    if (faults.length === 0 && evidence.length === 0 && note === '')
      faults.push({ field: 'note', message: say('fault.supplement') })
    if (faults.length > 0) return fail(422, { faults, note })
    const action = { kind: 'supplement' as const, evidence, ...optional('note', note) }
    const done = await kb.actAsApplicant(params.code, accessKey, action, textOf(form, 'requestId'))
    if (isRefused(done)) return fail(422, { faults: [{ field: '', message: kb.say(done) }], note })
    redirect(303, `/tra-cuu/${encodeURIComponent(params.code)}`)
  },
}
