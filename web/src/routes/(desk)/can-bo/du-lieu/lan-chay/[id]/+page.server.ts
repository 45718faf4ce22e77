import { error, fail, redirect } from '@sveltejs/kit'
import { isRefused } from '#kit/values/refusal.ts'
import { textOf } from '#web/server/form.ts'
import { granted } from '#web/server/pages.ts'
import { readEdits } from '#web/ui/quarantine-cells.ts'
import type { Actions, PageServerLoad } from './$types'

const none = { fault: null, field: '', dismissed: null, reason: '' }

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const page = granted(await locals.kb.openRun(idOf(params.id)), locals.kb.say)
  const { mapping, model } = granted(await locals.kb.openSource(page.run.sourceId), locals.kb.say)
  const columnsOf = Object.fromEntries(
    (mapping?.mapping.fields ?? []).map(({ field, from }) => [field, from]),
  )
  return { ...page, columnsOf, model, replayed: replayedOf(url.searchParams) }
}

export const actions: Actions = {
  async decide({ locals, params, request }) {
    const form = await request.formData()
    const reason = textOf(form, 'reason')
    const approve = textOf(form, 'decision') === 'approve'
    const outcome = await locals.kb.decideRun(idOf(params.id), { approve, reason })
    if (isRefused(outcome))
      return fail(422, { ...none, fault: locals.kb.say(outcome), field: 'reason', reason })
    redirect(303, `/can-bo/du-lieu/lan-chay/${params.id}`)
  },
  async replay({ locals, params, request }) {
    const id = idOf(params.id)
    const { quarantine } = granted(await locals.kb.openRun(id), locals.kb.say)
    const outcome = await locals.kb.replayRows(id, readEdits(await request.formData(), quarantine))
    if (isRefused(outcome)) return fail(422, { ...none, fault: locals.kb.say(outcome) })
    const told = new URLSearchParams({ nhan: String(outcome.taken), con: String(outcome.left) })
    for (const run of outcome.runs) told.append('lan', String(run))
    redirect(303, `/can-bo/du-lieu/lan-chay/${id}?${told}`)
  },
  async dismiss({ locals, request }) {
    const form = await request.formData()
    const rowId = Number(textOf(form, 'dismiss'))
    const reason = textOf(form, `ly-do-${rowId}`)
    const outcome = await locals.kb.dismissRow(rowId, reason)
    if (isRefused(outcome))
      return fail(422, { ...none, fault: locals.kb.say(outcome), field: `ly-do-${rowId}`, reason })
    return { ...none, dismissed: Number(textOf(form, `dong-${rowId}`)) || rowId }
  },
}

/** What a replay just did, out of the address that it led to. */
function replayedOf(query: URLSearchParams) {
  if (!query.has('nhan')) return null
  const number = (name: string) => Number(query.get(name)) || 0
  return {
    taken: number('nhan'),
    left: number('con'),
    runs: query.getAll('lan').map(Number).filter(Number.isSafeInteger),
  }
}

function idOf(text: string): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id) || id < 1) error(404, 'run')
  return id
}
