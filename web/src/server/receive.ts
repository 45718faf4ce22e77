import type { Surface } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { FileDossier } from '#onestop/dossiers/contract.ts'
import type { ProcedureContent } from '#onestop/procedures/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import type { Say } from '#web/ui/messages.ts'
import { readChecklist, readWaivers } from './acts.ts'
import { textOf } from './form.ts'
import { isParty, partyFaults, readParty } from './party.ts'

/** The papers asked for in the case chosen. */
function papersOf(content: ProcedureContent, caseId: string | null) {
  return (content.evidence ?? []).filter((paper) => !paper.caseId || paper.caseId === caseId)
}

type Reception = { readonly filing: FileDossier; readonly waivers: ReturnType<typeof readWaivers> }
export type Received = { readonly code: string; readonly accepted: boolean; readonly reason: string | null }

/** Reads a reception at the counter from its one page. */
export function readReception(
  form: FormData,
  procedure: { readonly code: string; readonly content: ProcedureContent },
  say: Say,
): { readonly reception: Reception } | { readonly faults: Fault[] } {
  const caseId = textOf(form, 'caseId') || null
  const papers = papersOf(procedure.content, caseId).map((paper) => ({ evidenceTypeId: paper.id, paper }))
  const evidence = readChecklist(form, papers)
  const waivers = readWaivers(form, papers)
  const applicant = readParty(form, 'applicant')
  const submitterName = textOf(form, 'submitter-name')
  const submitter = submitterName === '' ? null : { kind: 'person' as const, ...readParty(form, 'submitter') }
  const settled = new Set([...evidence, ...waivers].map((one) => one.evidenceTypeId))
  const faults: Fault[] = [
    ...(procedure.content.cases.length > 0 && !caseId
      ? [{ field: 'caseId', message: say('fault.case') }]
      : []),
    ...papers
      .filter(({ paper }) => paper.required && !paper.onlyIf && !settled.has(paper.id))
      .map(({ paper }) => ({
        field: `have-have-${paper.id}`,
        message: say('fault.reception-paper', { name: paper.name }),
      })),
    ...partyFaults(applicant, 'applicant', say),
    ...(submitter
      ? partyFaults({ phone: '0', ...submitter }, 'submitter', say).filter(
          (fault) => fault.field === 'submitter-name',
        )
      : []),
  ]
  if (faults.length > 0 || !isParty(applicant)) return { faults }
  const returnBy = textOf(form, 'returnBy')
  return {
    reception: {
      waivers,
      filing: {
        requestId: textOf(form, 'requestId'),
        procedureCode: procedure.code,
        ...(caseId ? { caseId } : {}),
        applicant,
        ...(submitter && isParty(submitter) ? { submitter } : {}),
        answers: {},
        evidence,
        notApplicable: papers
          .filter(({ paper }) => paper.onlyIf && !settled.has(paper.id))
          .map(({ paper }) => paper.id),
        returnBy: returnBy === 'post' || returnBy === 'online' ? returnBy : 'counter',
      },
    },
  }
}

/** Files and accepts in one go. Filed but not accepted is said: the dossier then waits in the counter's queue. */
export async function receive(
  kb: Surface,
  reception: Reception,
): Promise<Received | { readonly faults: Fault[] }> {
  const filed = await kb.fileDossier(reception.filing, 'counter')
  if (isRefused(filed)) return { faults: [{ field: '', message: kb.say(filed) }] }
  const accept = { kind: 'accept' as const, evidence: [], waivers: reception.waivers }
  const accepted = await kb.actAsOfficer(filed.code, accept, crypto.randomUUID())
  if (!isRefused(accepted)) return { code: filed.code, accepted: true, reason: null }
  return { code: filed.code, accepted: false, reason: kb.say(accepted) }
}
