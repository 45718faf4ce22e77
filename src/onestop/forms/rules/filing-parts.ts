import type { Answers, FormDefinition } from '../contract.ts'
import { fieldsById } from './form-fields.ts'
import { prunedAnswers, visibleFields } from './visible-fields.ts'

/** A party as the dossier takes it; members that were not filled are absent. */
export type FiledParty = {
  readonly kind?: string
  readonly name?: string
  readonly identifier?: string
  readonly phone?: string
  readonly email?: string
  readonly address?: string
  readonly areaCode?: string
}

/** The answers of a whole form, parted as a dossier keeps them. */
export type FilingParts = {
  readonly applicant: FiledParty
  /** Absent: the applicant files himself. */
  readonly submitter?: FiledParty
  readonly answers: Record<string, unknown>
  readonly evidence: readonly {
    readonly evidenceTypeId: string
    readonly form: 'electronic'
    readonly count: number
    readonly documentIds: readonly string[]
  }[]
  /** Papers that the answers show not to be asked of this applicant. */
  readonly notApplicable: readonly string[]
}

/**
 * Parts the answers of a whole form into parties, answers and papers; what is hidden is dropped. The parties come from
 * the fields of the shared fragment `parties` (`applicantName`, `submitterName`, …).
 */
export function splitFiling(form: FormDefinition, answers: Answers): FilingParts {
  const kept = prunedAnswers(form, answers)
  const shown = new Set(visibleFields(form, answers).map(({ field }) => field.id))
  const own: Record<string, unknown> = {}
  const evidence: FilingParts['evidence'][number][] = []
  const notApplicable: string[] = []
  for (const { field, step, group } of fieldsById(form).values()) {
    if (group !== undefined) continue
    const value = kept[field.id]
    if (field.type === 'evidence') {
      if (!shown.has(field.id)) notApplicable.push(field.evidenceTypeId)
      else if (Array.isArray(value))
        evidence.push({
          evidenceTypeId: field.evidenceTypeId,
          form: 'electronic',
          count: value.length,
          documentIds: value.map(String),
        })
    } else if (step.about === 'answers' && value !== undefined) own[field.id] = value
  }
  const submitter = kept.filedBySelf === false ? partyOf(kept, 'submitter') : undefined
  return {
    applicant: partyOf(kept, 'applicant'),
    ...(submitter && { submitter }),
    answers: own,
    evidence,
    notApplicable,
  }
}

function partyOf(answers: Answers, prefix: 'applicant' | 'submitter'): FiledParty {
  const kind = prefix === 'submitter' ? 'person' : answers.applicantKind
  const member = (name: keyof FiledParty, value: unknown) =>
    typeof value === 'string' ? { [name]: value } : {}
  return {
    ...member('kind', kind),
    ...member('name', answers[`${prefix}Name`]),
    ...member('identifier', answers[`${prefix}EnterpriseCode`] ?? answers[`${prefix}PersonalId`]),
    ...member('phone', answers[`${prefix}Phone`]),
    ...member('email', answers[`${prefix}Email`]),
    ...member('address', answers[`${prefix}Address`]),
    ...member('areaCode', answers[`${prefix}Area`]),
  }
}
