import type { Cookies } from '@sveltejs/kit'
import type { Draft } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { FileDossier } from '#onestop/dossiers/contract.ts'
import type { FormDefinition } from '#onestop/forms/contract.ts'
import { splitFiling } from '#onestop/forms/rules/filing-parts.ts'
import type { Fault } from '#web/ui/faults.ts'
import { keepAccessKey, keepFlashKey } from './access-key.ts'
import { endDraft } from './draft.ts'
import type { Filing } from './filing.ts'
import { isParty } from './party.ts'

/** The filing that a draft amounts to, or undefined while its parties are not whole. */
export function filingOf(form: FormDefinition, draft: Draft): FileDossier | undefined {
  const { applicant, submitter, answers, evidence, notApplicable } = splitFiling(form, draft.answers)
  if (!isParty(applicant) || (submitter && !isParty(submitter))) return undefined
  return {
    requestId: draft.requestId,
    procedureCode: draft.procedureCode,
    ...(draft.caseId ? { caseId: draft.caseId } : {}),
    applicant,
    ...(submitter && isParty(submitter) ? { submitter } : {}),
    answers,
    evidence: evidence.map((one) => ({ ...one, documentIds: [...one.documentIds] })),
    notApplicable: [...notApplicable],
    returnBy: draft.returnBy ?? 'counter',
  }
}

/** Files a draft. The access key goes to this browser, to be shown once; the draft ends. */
export async function fileDraft(
  cookies: Cookies,
  { kb, form, draft, say }: Filing,
): Promise<{ readonly code: string } | { readonly faults: Fault[] }> {
  const filing = filingOf(form, draft)
  if (!filing) return { faults: [{ field: '', message: say('fault.incomplete') }] }
  const filed = await kb.fileDossier(filing, 'online')
  if (isRefused(filed)) return { faults: [{ field: '', message: kb.say(filed) }] }
  keepAccessKey(cookies, filed.code, filed.accessKey)
  keepFlashKey(cookies, filed.code, filed.accessKey)
  await endDraft(cookies, kb, draft)
  return { code: filed.code }
}
