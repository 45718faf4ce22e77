import type { EvidenceType, ProcedureContent } from '#onestop/procedures/contract.ts'
import type { EvidenceInput, Waiver } from '../contract.ts'

/**
 * The mandatory papers of a version that are neither handed in, nor waived with a ground, nor declared not
 * applicable where the law makes them conditional.
 *
 * A version whose papers are not verified (null) asks for none here: the officer checks against the published text.
 * @law NĐ 61 Đ17.1, NĐ 118 Đ17.1 (accept only complete dossiers)
 */
export function missingEvidence(
  version: Pick<ProcedureContent, 'evidence'>,
  caseId: string | undefined,
  handedIn: readonly EvidenceInput[],
  waivers: readonly Waiver[],
  notApplicable: readonly string[],
): readonly EvidenceType[] {
  const here = new Set(handedIn.map((evidence) => evidence.evidenceTypeId))
  const waived = new Set(waivers.map((waiver) => waiver.evidenceTypeId))
  return askedFor(version, caseId).filter(
    (type) =>
      type.required &&
      !here.has(type.id) &&
      !waived.has(type.id) &&
      !(type.onlyIf && notApplicable.includes(type.id)),
  )
}

/** The papers asked for in a case of the procedure. @law the published version */
export function askedFor(
  version: Pick<ProcedureContent, 'evidence'>,
  caseId: string | undefined,
): readonly EvidenceType[] {
  return (version.evidence ?? []).filter((type) => !type.caseId || !caseId || type.caseId === caseId)
}

/** The papers handed in that the version does not know: a typing or tampering error of the caller. House rule. */
export function unknownEvidence(
  version: Pick<ProcedureContent, 'evidence'>,
  handedIn: readonly EvidenceInput[],
): readonly string[] {
  const known = new Set((version.evidence ?? []).map((type) => type.id))
  return handedIn
    .map((evidence) => evidence.evidenceTypeId)
    .filter((id) => !known.has(id) && !id.startsWith('other-'))
}
