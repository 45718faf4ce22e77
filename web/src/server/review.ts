import { findDay } from '#kit/values/plain-date.ts'
import type { SummaryRow } from '#onestop/forms/contract.ts'
import { summarise } from '#onestop/forms/rules/summary.ts'
import { formatIn } from '#web/ui/format.ts'
import type { Filing } from './filing.ts'

/** A part of the review: a step of the form with what was answered in it. */
export type ReviewPart = {
  readonly step: string
  readonly title: string
  readonly rows: readonly SummaryRow[]
}

/** All that was answered, by step of the form; also what was asked for and left empty. */
export async function reviewOf({ form, draft, kb, steps }: Filing): Promise<ReviewPart[]> {
  const communes = new Map((await kb.listCommunes()).map((commune) => [commune.code, commune.name]))
  const { size } = formatIn(kb.lang)
  const documents = new Map(
    draft.documents.map((one) => [
      one.id,
      `${one.name} (${size(one.size)}, SHA-256 ${one.sha256.slice(0, 16)}…)`,
    ]),
  )
  const rows = summarise(form, draft.answers, {
    lang: kb.lang,
    messages: kb.formMessages,
    on: findDay(kb.today),
    withEmpty: true,
    areaName: (code) => communes.get(code),
    documentName: (id) => documents.get(id),
  })
  return steps
    .filter((step) => step.ofForm)
    .map((step) => ({
      step: step.name,
      title: step.title,
      rows: rows.filter((row) => row.step === step.title),
    }))
}
