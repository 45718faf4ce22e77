/** The door of forms: pinned forms, checks of filings, and drafts. The pure rules stand in `rules/`. */
export { discardDraft, findDraft, saveDraft, sweepDrafts } from './drafts.ts'
export { formOf, lintForms, loadForms, readFiling } from './load-forms.ts'
export { exampleAnswers } from './rules/example-answers.ts'
export { splitFiling } from './rules/filing-parts.ts'
export { formMessages } from './rules/form-messages.ts'
export { summarise } from './rules/summary.ts'
