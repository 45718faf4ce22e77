import { fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import { uploadsOf } from '#web/server/form.ts'
import { granted } from '#web/server/pages.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) =>
  granted(await locals.kb.openSource(params.id), locals.kb.say)

export const actions: Actions = {
  async upload({ locals, params, request }) {
    const [file] = uploadsOf(await request.formData(), 'file')
    if (!file) return fail(422, { fault: sayIn(locals.lang)('source.no-file') })
    const bytes = new Uint8Array(await file.arrayBuffer())
    const run = await locals.kb.uploadToSource(params.id, { name: file.name.normalize('NFC'), bytes })
    if (isRefused(run)) return fail(422, { fault: locals.kb.say(run) })
    redirect(303, `/can-bo/du-lieu/lan-chay/${run.runId}`)
  },
  async run({ locals, params }) {
    const run = await locals.kb.runSource(params.id)
    if (isRefused(run)) return fail(422, { fault: locals.kb.say(run) })
    const [first] = run.runs
    redirect(
      303,
      first === undefined ? `/can-bo/du-lieu/nguon/${params.id}` : `/can-bo/du-lieu/lan-chay/${first}`,
    )
  },
}
