import type { EvidenceInput } from '../contract.ts'
import type { DossierAction } from './dossier-state.ts'

/**
 * What of a dossier is there as files: the decision, and every paper handed in (the newest of each type counts; a
 * dossier without papers is not digitised).
 * @law Quyết định 766/QĐ-TTg, chỉ số 4.1 và 4.2
 */
export function electronicPapers(actions: readonly Pick<DossierAction, 'content'>[]): {
  readonly resultFile: boolean
  readonly digitised: boolean
} {
  const papers = new Map<string, EvidenceInput>()
  let resultFile = false
  for (const { content } of actions)
    if (content.kind === 'file' || content.kind === 'accept' || content.kind === 'supplement')
      for (const paper of content.evidence) papers.set(paper.evidenceTypeId, paper)
    else if (content.kind === 'decide') resultFile = content.documentIds.length > 0
  return {
    resultFile,
    digitised: papers.size > 0 && [...papers.values()].every(({ documentIds }) => documentIds.length > 0),
  }
}
