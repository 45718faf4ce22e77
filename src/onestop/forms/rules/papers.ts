import type { EvidenceType } from '#onestop/procedures/contract.ts'
import type { EvidenceField, FormDefinition, Step } from '../contract.ts'
import { formMessages } from './form-messages.ts'

/** Prefix of the ids of fields for papers: `paper-business-plan`. */
export const paperPrefix = 'paper-'

/**
 * A form with a last step that asks for the papers of its procedure, one field each under the name that was
 * published. `conditions` says of papers on which answers they are asked for; a paper with the law's own condition
 * (`onlyIf`) and none here stays optional. Without papers there is no such step.
 */
export function withPapers(
  form: FormDefinition,
  evidence: readonly EvidenceType[],
  conditions: Readonly<Record<string, object>>,
): FormDefinition {
  if (evidence.length === 0) return form
  const title = { vi: formMessages.vi['papers.title'] ?? '', en: formMessages.en['papers.title'] ?? '' }
  const step: Step = {
    id: 'papers',
    about: 'papers',
    title,
    sections: [{ id: 'papers', fields: evidence.map((type) => paperField(type, conditions[type.id])) }],
  }
  return { ...form, steps: [...form.steps, step] }
}

function paperField(type: EvidenceType, condition: object | undefined): EvidenceField {
  return {
    id: `${paperPrefix}${type.id}`,
    type: 'evidence',
    evidenceTypeId: type.id,
    label: { vi: type.name, en: type.name },
    required: type.required,
    ...(type.form && { form: type.form }),
    ...(type.onlyIf && { onlyIf: type.onlyIf }),
    ...condition,
  }
}
