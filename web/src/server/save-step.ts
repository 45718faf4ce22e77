import type { Draft } from '#app/contract.ts'
import { findDay } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { checkAnswers } from '#onestop/forms/rules/check-answers.ts'
import { splitFiling } from '#onestop/forms/rules/filing-parts.ts'
import { type Posted, readPosted } from '#onestop/forms/rules/read-posted.ts'
import { sentenceOf } from '#onestop/forms/rules/sentence.ts'
import type { Fault } from '#web/ui/faults.ts'
import type { Filing } from './filing.ts'
import { caseStep, returnStep } from './filing-steps.ts'
import { textOf } from './form.ts'

/** What a step made of a post: the draft as typed, what is wrong, and whether a button only changed the page. */
export type StepOutcome = {
  readonly draft: Draft
  readonly faults: readonly Fault[]
  /** Of these, the uploads that were refused: told even where the page only changes. */
  readonly uploadFaults: readonly Fault[]
  readonly stays: boolean
}

/** Reads the post of any step but the review. */
export async function readStep(filing: Filing, step: string, form: FormData): Promise<StepOutcome> {
  if (step === caseStep) return readCase(filing, form)
  if (step === returnStep) return readReturn(filing, form)
  const posted = readPosted<File>(filing.form, form.entries(), { step, before: filing.draft.answers })
  const kept = await keepUploads(filing, posted)
  const stays = posted.command !== undefined || textOf(form, '_go') === 'save'
  const faults = [...kept.faults, ...findFaults(filing, kept.draft, step, kept.faults)]
  return { draft: kept.draft, faults, uploadFaults: kept.faults, stays }
}

/** Keeps what was uploaded even where another field is faulty. */
async function keepUploads(
  { kb, draft }: Filing,
  posted: Posted<File>,
): Promise<{ readonly draft: Draft; readonly faults: readonly Fault[] }> {
  const answers: Record<string, unknown> = { ...posted.answers }
  const documents = [...draft.documents]
  const faults: Fault[] = []
  for (const { path, file } of posted.uploads) {
    const stored = await kb.storeDocument({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })
    if (isRefused(stored)) {
      faults.push({ field: path, message: `${file.name}: ${kb.say(stored)}` })
      continue
    }
    const before = answers[path]
    answers[path] = [...(Array.isArray(before) ? before : []), stored.id]
    documents.push(stored)
  }
  return { draft: { ...draft, answers, documents }, faults }
}

/** What the form finds wrong on a step; a field whose upload was refused has its fault already. */
function findFaults(filing: Filing, draft: Draft, step: string, known: readonly Fault[]): Fault[] {
  const { form, kb } = filing
  return checkAnswers(form, draft.answers, { on: findDay(kb.today), step })
    .filter((finding) => finding.level === 'error' && !known.some((fault) => fault.field === finding.path))
    .map((finding) => ({
      field: finding.path,
      message: sentenceOf(form, finding, kb.formMessages, kb.lang),
    }))
}

/** What is worth a look on a step that is right in law: told at the field, never in the way. */
export function findWarnings({ form, kb, draft }: Filing, step: string): Fault[] {
  return checkAnswers(form, draft.answers, { on: findDay(kb.today), step, partial: true })
    .filter((finding) => finding.level === 'warning')
    .map((finding) => ({
      field: finding.path,
      message: sentenceOf(form, finding, kb.formMessages, kb.lang),
    }))
}

function readCase({ procedure, draft, say }: Filing, form: FormData): StepOutcome {
  const caseId = textOf(form, 'caseId')
  const known = procedure.content.cases.some((one) => one.id === caseId)
  return {
    draft: { ...draft, caseId: known ? caseId : null },
    faults: known ? [] : [{ field: 'caseId', message: say('fault.case') }],
    uploadFaults: [],
    stays: false,
  }
}

function readReturn({ form: definition, draft, say }: Filing, form: FormData): StepOutcome {
  const returnBy = textOf(form, 'returnBy')
  if (returnBy !== 'counter' && returnBy !== 'post' && returnBy !== 'online')
    return {
      draft,
      faults: [{ field: 'returnBy', message: say('fault.return') }],
      uploadFaults: [],
      stays: false,
    }
  const wanting = returnBy === 'post' && !splitFiling(definition, draft.answers).applicant.address
  return {
    draft: { ...draft, returnBy },
    faults: wanting ? [{ field: 'returnBy', message: say('fault.return-address') }] : [],
    uploadFaults: [],
    stays: false,
  }
}
