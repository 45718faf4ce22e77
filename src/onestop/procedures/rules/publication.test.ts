import { describe, expect, test } from 'vitest'
import { day, type PlainDate, weekdayOf } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { ProcedureContent, PublicationEntry, PublicationInput } from '../contract.ts'
import { type Catalogue, checkPublication } from './publication.ts'

const content: ProcedureContent = {
  name: 'Cấp giấy phép',
  sector: { id: 'buu-chinh', name: 'Bưu chính' },
  level: 'province',
  nationalCode: null,
  term: { value: 10, unit: 'working-day' },
  silenceMeansConsent: false,
  cases: [],
  evidence: null,
  sets: null,
  channels: [],
  fees: null,
  outputs: [],
  competentAuthority: null,
  consultedAgencies: [],
  audience: [],
  steps: null,
  requirements: null,
  legalBasis: [],
  level2011: null,
  mode2022: null,
  onTheSpot: null,
  supplement: null,
  clockStops: [],
  stepTerms: [],
  sources: [],
}
const inForce = { version: 2, validFrom: day('2018-01-01'), abolished: false }
const catalogue: Catalogue = {
  latest: new Map([
    ['BUU-01', inForce],
    ['BUU-09', { ...inForce, abolished: true }],
  ]),
  bearerOfCode: new Map([['1.004379', 'BUU-01']]),
}
const weekday = (date: PlainDate) => weekdayOf(date) <= 5
const entry: PublicationEntry = { procedureId: 'BUU-01', kind: 'amended', version: 3, content }
const publication: PublicationInput = {
  number: '1/QĐ-UBND',
  signedOn: '2018-12-10',
  signer: 'Chủ tịch',
  effectiveOn: '2018-12-24',
  entries: [entry],
}
const check = (change: Partial<PublicationInput>) =>
  checkPublication({ ...publication, ...change }, catalogue, weekday)
const checkEntry = (change: Partial<PublicationEntry>) => check({ entries: [{ ...entry, ...change }] })

test('a decision signed two weeks before its effect amends a procedure in force without warning', () => {
  expect(check({})).toEqual({ warnings: [] })
})

describe('what may enter, change and leave', () => {
  test('a procedure nobody knew enters with version 1', () => {
    expect(checkEntry({ procedureId: 'X-09', kind: 'new', version: 1 })).toEqual({ warnings: [] })
  })
  test('a procedure in force is abolished without content', () => {
    expect(checkEntry({ kind: 'abolished', content: undefined })).toEqual({ warnings: [] })
  })
  test('an abolished procedure may come back as new, with the next version', () => {
    expect(checkEntry({ procedureId: 'BUU-09', kind: 'new' })).toEqual({ warnings: [] })
  })
})

const refused: readonly (readonly [string, () => unknown])[] = [
  ['date-unreadable', () => check({ signedOn: '2018-02-30' })],
  ['date-unreadable', () => check({ postedOn: '2018-13-01' })],
  ['effect-before-signing', () => check({ effectiveOn: '2018-12-09' })],
  ['entry-repeated', () => check({ entries: [entry, entry] })],
  ['procedure-unknown', () => checkEntry({ procedureId: 'X-09', kind: 'amended', version: 1 })],
  [
    'procedure-unknown',
    () => checkEntry({ procedureId: 'X-09', kind: 'abolished', version: 1, content: undefined }),
  ],
  ['procedure-exists', () => checkEntry({ kind: 'new' })],
  ['procedure-abolished', () => checkEntry({ procedureId: 'BUU-09', kind: 'amended' })],
  ['procedure-abolished', () => checkEntry({ procedureId: 'BUU-09', kind: 'abolished', content: undefined })],
  ['version-exists', () => checkEntry({ version: 2 })],
  ['version-skipped', () => checkEntry({ version: 4 })],
  ['version-skipped', () => checkEntry({ procedureId: 'X-09', kind: 'new', version: 2 })],
  ['effect-not-after-previous', () => check({ signedOn: '2017-12-01', effectiveOn: '2018-01-01' })],
  ['content-missing', () => checkEntry({ content: undefined })],
  ['content-superfluous', () => checkEntry({ kind: 'abolished' })],
  [
    'code-taken',
    () =>
      checkEntry({
        procedureId: 'X-09',
        kind: 'new',
        version: 1,
        content: { ...content, nationalCode: '1.004379' },
      }),
  ],
]
test.each(refused)('refused: %s', (code, publish) => {
  const outcome = publish()
  expect(isRefused(outcome) && outcome.refused).toBe(code)
})

describe('breaches that are recorded and do not stop it', () => {
  const warnings = (change: Partial<PublicationInput>) => {
    const outcome = check(change)
    return isRefused(outcome) ? outcome : outcome.warnings.map((warning) => warning.code)
  }
  test('signed on Monday with effect the Monday after: five working days, in time', () => {
    expect(warnings({ signedOn: '2018-12-17' })).toEqual([])
  })
  test('signed on Tuesday with effect the Monday after: four working days, late', () => {
    expect(warnings({ signedOn: '2018-12-18' })).toEqual(['published-late'])
  })
  test('made public on the fifth working day is in time, on the sixth it is late', () => {
    expect(warnings({ postedOn: '2018-12-17' })).toEqual([])
    expect(warnings({ postedOn: '2018-12-18' })).toEqual(['posted-late'])
  })
})
