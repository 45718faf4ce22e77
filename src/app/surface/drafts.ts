import type { Context } from '#kit/io/context.ts'
import { dateOf, instant } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { DossierView } from '#onestop/dossiers/contract.ts'
import { discardDraft, findDraft, formMessages, formOf, saveDraft, summarise } from '#onestop/forms/public.ts'
import { findNumberedVersion, findProcedureInForce } from '#onestop/procedures/public.ts'
import { listAreas } from '#people/organization/public.ts'
import type { Draft, Surface } from '../contract.ts'
import type { Visit } from './visit.ts'

type Details = Pick<Draft, 'id' | 'requestId' | 'procedureCode' | 'caseId' | 'returnBy' | 'passed'>
type Methods = Pick<
  Surface,
  'formMessages' | 'findForm' | 'readAnswers' | 'listCommunes' | 'saveDraft' | 'openDraft' | 'discardDraft'
>

/** The form of a procedure, and what an applicant has typed so far. */
export function draftMethods(ctx: Context, visit: Visit): Methods {
  const { lang } = visit
  const messages = formMessages[lang]
  const versionNow = (code: string) => findProcedureInForce(ctx.db, code, dateOf(ctx.now()))
  return {
    formMessages: messages,
    async findForm(procedureCode) {
      const version = await versionNow(procedureCode)
      return version && formOf(ctx.db, version.id)
    },
    async readAnswers(view: DossierView) {
      const { procedureCode } = view.summary
      const version = await findNumberedVersion(ctx.db, procedureCode, view.procedureVersion)
      const form = version && (await formOf(ctx.db, version.id, instant(view.summary.filedAt)))
      return form
        ? summarise(form, view.answers, { lang, messages, on: dateOf(ctx.now()), about: 'answers' })
        : []
    },
    async listCommunes() {
      const communes = await listAreas(ctx.db, { level: 'commune', on: dateOf(ctx.now()) })
      return communes.map(({ code, fullName }) => ({ code, name: fullName }))
    },
    async saveDraft(draft) {
      const version = await versionNow(draft.procedureCode)
      if (!version) return
      const { answers, documents, id, ...details } = draft
      const saved = await saveDraft(ctx, id, {
        procedureVersionId: version.id,
        answers,
        documents,
        step: draft.passed.at(-1) ?? null,
        details,
      })
      if (isRefused(saved)) throw new Error(`the draft is refused: ${saved.refused}`)
    },
    async openDraft(id) {
      const found = await findDraft(ctx, id)
      if (!found) return undefined
      const details = found.details as Omit<Details, 'id'>
      return { ...details, id, answers: found.answers, documents: found.documents as Draft['documents'] }
    },
    async discardDraft(id) {
      await discardDraft(ctx.db, id)
    },
  }
}
