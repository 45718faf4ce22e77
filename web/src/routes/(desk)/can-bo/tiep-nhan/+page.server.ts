import { error, fail, redirect } from '@sveltejs/kit'
import { textOf } from '#web/server/form.ts'
import { readReception, receive } from '#web/server/receive.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const q = (url.searchParams.get('q') ?? '').normalize('NFC').trim()
  const code = url.searchParams.get('thu-tuc')
  const [procedure, found] = await Promise.all([
    code ? locals.kb.findProcedure(code) : undefined,
    q && !code ? locals.kb.searchProcedures({ q }) : undefined,
  ])
  return {
    q,
    procedure: procedure ?? null,
    hits: found?.hits.slice(0, 8) ?? [],
    searched: found !== undefined,
    requestId: crypto.randomUUID(),
  }
}

export const actions: Actions = {
  async receive({ locals, request, url }) {
    const form = await request.formData()
    const procedure = await locals.kb.findProcedure(url.searchParams.get('thu-tuc') ?? '')
    if (!procedure) error(404, 'procedure')
    const typed: Record<string, string> = {}
    for (const [name, value] of form) if (typeof value === 'string') typed[name] = value
    const read = readReception(form, procedure, sayIn(locals.lang))
    if ('faults' in read) return fail(422, { faults: read.faults, typed })
    const outcome = await receive(locals.kb, read.reception)
    if ('faults' in outcome) return fail(422, { faults: outcome.faults, typed })
    const query = outcome.reason ? `?ly-do=${encodeURIComponent(outcome.reason)}` : ''
    if (textOf(form, 'requestId') === '') error(400, 'request id')
    redirect(303, `/can-bo/tiep-nhan/xong/${outcome.code}${query}`)
  },
}
