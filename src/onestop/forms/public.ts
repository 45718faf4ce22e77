/** The door of forms: pinned forms, checks of filings, and drafts. The pure rules stand in `rules/`. */
export {
  type DraftInput,
  discardDraft,
  draftLifeDays,
  type FoundDraft,
  findDraft,
  saveDraft,
  sweepDrafts,
} from './drafts.ts'
export {
  checkFiling,
  type FilingCheck,
  type FormsLoaded,
  filingFindings,
  formOf,
  lintForms,
  loadForms,
} from './load-forms.ts'
export { answersSchema } from './rules/answers-schema.ts'
export { checkAnswers, isFit } from './rules/check-answers.ts'
export { exampleAnswers } from './rules/example-answers.ts'
export { partyAnswers, splitFiling } from './rules/filing-parts.ts'
export { formMessages } from './rules/form-messages.ts'
export { sentenceOf } from './rules/sentence.ts'
export { summarise } from './rules/summary.ts'
export { prunedAnswers } from './rules/visible-fields.ts'
