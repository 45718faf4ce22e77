import { error, fail } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import type { Mapping, Preview } from '#datahub/sources/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { textOf, uploadsOf } from '#web/server/form.ts'
import { readMapping } from '#web/server/mapping-form.ts'
import { granted } from '#web/server/pages.ts'
import type { Actions, PageServerLoad } from './$types'

type Shown = {
  readonly mapping: Mapping | null
  readonly preview: Preview | null
  readonly columns: readonly string[]
  readonly fault: string | null
  readonly saved: number | null
  readonly note: string
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const { source, model, mapping, runs } = granted(await locals.kb.openSource(params.id), locals.kb.say)
  if (!model) error(404, 'model')
  return {
    source,
    model,
    mapping: mapping?.mapping ?? null,
    columns: runs.find((run) => run.notes)?.notes?.columns ?? [],
  }
}

export const actions: Actions = {
  /** Reads the sample and, with the table filled in, shows what would become of it. */
  async preview({ locals, params, request }) {
    const form = await request.formData()
    const asked = await readForm(locals.kb, params.id, form)
    const [upload] = uploadsOf(form, 'file')
    const file = upload
      ? { name: upload.name.normalize('NFC'), bytes: new Uint8Array(await upload.arrayBuffer()) }
      : null
    const suggest = form.get('viec') === 'goi-y'
    const mapping = suggest || asked.mapping.fields.length === 0 ? null : asked.mapping
    const preview = await locals.kb.previewMapping(params.id, { mapping, file })
    if (isRefused(preview))
      return fail(422, {
        ...asked,
        preview: null,
        fault: locals.kb.say(preview),
        saved: null,
      } satisfies Shown)
    const shown = mapping ?? preview.suggested
    return {
      ...asked,
      mapping: shown,
      columns: preview.notes.columns,
      preview,
      fault: null,
      saved: null,
    } satisfies Shown
  },
  async save({ locals, params, request }) {
    const form = await request.formData()
    const asked = await readForm(locals.kb, params.id, form)
    const saved = await locals.kb.saveMapping(params.id, asked.mapping, asked.note)
    if (isRefused(saved))
      return fail(422, { ...asked, preview: null, fault: locals.kb.say(saved), saved: null } satisfies Shown)
    return { ...asked, preview: null, fault: null, saved: saved.version } satisfies Shown
  },
}

/** The table as it was sent, with the columns that it knew. */
async function readForm(kb: Surface, id: string, form: FormData) {
  const { model, mapping } = granted(await kb.openSource(id), kb.say)
  if (!model) error(404, 'model')
  return {
    mapping: readMapping(form, model, mapping?.mapping ?? null),
    columns: form.getAll('cot-biet').map(String),
    note: textOf(form, 'note'),
  }
}
