import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { day } from '#kit/values/plain-date.ts'
import type { EvidenceType } from '#onestop/procedures/contract.ts'
import type { FormDefinition } from './contract.ts'
import { filingFindings, lintForms } from './load-forms.ts'
import { formWithPapers, readFormSource, readFragments } from './read-forms.ts'
import { browserForm } from './rules/browser-form.ts'
import { checkAnswers } from './rules/check-answers.ts'
import { exampleAnswers } from './rules/example-answers.ts'
import { splitFiling } from './rules/filing-parts.ts'
import { listFields } from './rules/form-fields.ts'
import { formMessages } from './rules/form-messages.ts'
import { readPosted } from './rules/read-posted.ts'
import { sentenceOf } from './rules/sentence.ts'
import { summarise } from './rules/summary.ts'
import { prunedAnswers, visibleFields } from './rules/visible-fields.ts'
import { postedPage } from './samples/sample-forms.ts'
import { schemaFindings } from './schema-findings.ts'

const content = join(import.meta.dirname, '../../../content')
const on = day('2018-03-01')
const documents = ['0195f1a0-0000-7000-8000-000000000001']
const areas = ['09163', '09190']

type Procedure = { id: string; core: boolean; evidence: EvidenceType[] | null }

const procedures = await Promise.all(
  (await readdir(join(content, 'procedures'))).sort().map(async (id): Promise<Procedure> => {
    const text = await readFile(join(content, 'procedures', id, 'procedure.yaml'), 'utf8')
    const { core = false, evidence } = parse(text) as Omit<Procedure, 'id'>
    return { id, core, evidence }
  }),
)
const fragments = await readFragments(content)
const forms = new Map<string, FormDefinition>()
for (const { id, evidence } of procedures) {
  const source = await readFormSource(content, id, 1, fragments)
  if (source) forms.set(id, formWithPapers(source, evidence, false))
}

test('the check of contents finds no fault in the forms', async () => {
  expect(await lintForms(content)).toEqual([])
})

test('each of the 38 core procedures and the BTS position has a form', () => {
  const asked = [...procedures.filter(({ core }) => core).map(({ id }) => id), 'X-03']
  expect(asked).toHaveLength(39)
  expect([...forms.keys()].sort()).toEqual(asked.sort())
})

test('a form that was not compared with the official one says so', () => {
  for (const form of forms.values())
    if (!form.verified) expect(form.note).toMatch(/cần đối chiếu|Chưa tìm thấy mẫu/)
})

describe.each([...forms])('form %s', (_, form) => {
  const examples = Array.from({ length: 12 }, (_, seed) =>
    exampleAnswers(form, { on, seed, areas, documents }),
  )

  test('made-up answers pass the rules and the JSON Schema, without warnings', () => {
    for (const answers of examples) {
      expect(checkAnswers(form, answers, { on })).toEqual([])
      expect(schemaFindings(form, answers, 'whole')).toEqual([])
      expect(filingFindings(form, splitFiling(form, answers).answers, on)).toEqual([])
    }
  })

  test('every field is met by some of them', () => {
    // A choice of several takes the first option: what only another option shows is not met, and is left out here.
    const all = listFields(form).filter(
      ({ field, section }) => !JSON.stringify([field.showIf, section.showIf]).includes('"includes"'),
    )
    const missing = new Set(all.map(({ field }) => field.id))
    for (let seed = 0; seed < 400 && missing.size > 0; seed++)
      for (const { field, value } of visibleFields(
        form,
        exampleAnswers(form, { on, seed, areas, documents }),
      ))
        if (value !== undefined || field.type === 'group') missing.delete(field.id)
    expect([...missing]).toEqual([])
  })

  test('page by page as plain HTML the same answers come in', () => {
    for (const answers of examples.slice(0, 4)) {
      let typed: Readonly<Record<string, unknown>> = {}
      for (const step of form.steps) {
        const page = postedPage(form, answers, step.id)
        typed = readPosted(form, page, { step: step.id, before: typed }).answers
      }
      // A page renders what its own answers may show; those from before decide the rest, so the last word is the pruning.
      expect(prunedAnswers(form, typed)).toEqual(answers)
    }
  })

  test('nothing filled: every finding has its sentence in both languages', () => {
    for (const lang of ['vi', 'en'] as const)
      for (const finding of checkAnswers(form, {}, { on })) {
        const sentence = sentenceOf(form, finding, formMessages[lang], lang)
        expect(sentence).toMatch(/^[\p{Lu}“].*[.?]$/u)
        expect(sentence).not.toMatch(/[{}]/)
      }
  })

  test('the summary has a line for each answer, without ids or bare values', () => {
    const [answers = {}] = examples
    const rows = summarise(form, answers, { lang: 'vi', messages: formMessages.vi })
    expect(rows.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(answers)))
    for (const row of rows) {
      expect(row.label).not.toBe('')
      if (!row.rows) expect(row.value).not.toBe('')
      expect(row.value).not.toMatch(/^(?:true|false|\[object)/)
    }
  })

  test('the browser gets one language and at most 24 KB for a page', () => {
    for (const step of form.steps) {
      const page = {
        step: step.id,
        lang: 'vi' as const,
        on,
        messages: formMessages.vi,
        limitBytes: 1,
        mediaTypes: [],
      }
      const text = JSON.stringify(browserForm(form, {}, page))
      expect(text.length).toBeLessThan(24_000)
      expect(text).not.toMatch(/"en":/)
    }
  })
})

test('answers that the form does not ask for are not taken', () => {
  const form = forms.get('BUU-04')
  if (!form) throw new Error('no form')
  const { answers } = splitFiling(form, exampleAnswers(form, { on, seed: 1 }))
  const hidden = answers.reissueReason === 'lost' ? 'damageAccount' : 'lossAccount'
  expect(filingFindings(form, { ...answers, [hidden]: 'x', nothing: 1 }, on)).toEqual([
    { path: hidden, code: 'not-asked', level: 'error', facts: {} },
    { path: 'nothing', code: 'not-asked', level: 'error', facts: {} },
  ])
})

test('the papers of a lost licence do not ask for the damaged one', () => {
  const form = forms.get('BUU-04')
  if (!form) throw new Error('no form')
  const base = exampleAnswers(form, { on, seed: 1, documents })
  const lost = splitFiling(form, { ...base, reissueReason: 'lost' })
  const damaged = splitFiling(form, { ...base, reissueReason: 'damaged', 'paper-damaged-licence': documents })
  expect(lost.notApplicable).toEqual(['damaged-licence'])
  expect(damaged.notApplicable).toEqual([])
  expect(damaged.evidence.map(({ evidenceTypeId }) => evidenceTypeId)).toEqual([
    'application',
    'damaged-licence',
  ])
})
