import type { FormDefinition, FormFinding, FormLang } from '../contract.ts'
import { findByPath } from './form-fields.ts'

/** Sentences by finding code, in one language; `{label}` is the field's label, other braces the facts. */
export type FormMessages = Readonly<Record<string, string>>

const shapeCodes = new Set(['wrong-pattern', 'too-small', 'too-large', 'too-early', 'too-late', 'too-short'])

/** The sentence that tells a finding to the applicant: the form's own where it has one. */
export function sentenceOf(
  form: FormDefinition,
  finding: FormFinding,
  messages: FormMessages,
  lang: FormLang,
): string {
  const field = findByPath(form, finding.path)?.placed.field
  const facts: Record<string, string | number> = {
    label: field === undefined ? finding.path : field.label[lang],
    row: field?.type === 'group' ? field.rowLabel[lang].toLocaleLowerCase(lang) : '',
    ...finding.facts,
  }
  return fillTemplate(templateOf(form, finding, messages, lang), facts)
}

function templateOf(
  form: FormDefinition,
  finding: FormFinding,
  messages: FormMessages,
  lang: FormLang,
): string {
  if (finding.code === 'form-warning') {
    const warning = form.warnings.find(({ id }) => id === finding.facts.warning)
    return warning?.message[lang] ?? finding.code
  }
  const field = findByPath(form, finding.path)?.placed.field
  const own = shapeCodes.has(finding.code) ? field?.message?.[lang] : undefined
  return own ?? messages[`${finding.code}.${field?.type}`] ?? messages[finding.code] ?? finding.code
}

/** Puts facts into the braces of a template; a brace without a fact stays. */
export function fillTemplate(template: string, facts: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole))
}
