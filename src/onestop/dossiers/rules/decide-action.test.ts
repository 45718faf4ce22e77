import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, instantOf } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { type ActionInput, actionInputs, type DossierStatus, dossierStatuses } from '../contract.ts'
import type { ActionFacts } from './action-facts.ts'
import { decideAction, offerActions } from './decide-action.ts'
import type { Actor, DossierAction, DossierState } from './dossier-state.ts'
import { applyAction, foldDossier } from './fold-dossier.ts'
import { type Capacity, findTransition, transitions } from './transitions.ts'

const now = instant('2018-03-05T09:00')
const lan: Actor = {
  kind: 'officer',
  officerId: 'lan',
  postId: 'post-lan',
  agencyId: 'so-tttt',
  place: 'centre',
}
const findings = [{ about: 'to-khai', defect: 'Chưa ký tên' }]

const samples: { readonly [Kind in ActionInput['kind']]: Extract<ActionInput, { kind: Kind }> } = {
  accept: { kind: 'accept', waivers: [], evidence: [] },
  'decline-filing': { kind: 'decline-filing', reason: 'Không đúng thẩm quyền', legalGround: 'Điều 17' },
  'ask-supplement': { kind: 'ask-supplement', findings },
  supplement: { kind: 'supplement', evidence: [], note: 'Đã ký lại' },
  assign: { kind: 'assign', caseOfficerPostId: 'post-lan' },
  consult: {
    kind: 'consult',
    agencyId: 'so-xd',
    question: 'Có phù hợp quy hoạch?',
    term: { value: 3, unit: 'working-day' },
  },
  'answer-consultation': { kind: 'answer-consultation', agencyId: 'so-xd', answer: 'Phù hợp' },
  assess: { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' },
  'ask-payment': { kind: 'ask-payment', amountVnd: 50_000, legalGround: 'TT 214/2016' },
  pay: { kind: 'pay', amountVnd: 50_000, method: 'cash' },
  suspend: { kind: 'suspend', cause: 'suspension', reason: 'Chờ kết luận', legalGround: 'Điều 9' },
  resume: { kind: 'resume', reason: 'Đã có kết luận' },
  extend: { kind: 'extend', term: { value: 3, unit: 'working-day' }, reason: 'Cần thêm thời gian' },
  apologise: { kind: 'apologise', reason: 'Chậm do lỗi của cơ quan' },
  decide: { kind: 'decide', decision: 'grant', resultNumber: '12/GP-STTTT', documentIds: [] },
  'deem-granted': { kind: 'deem-granted' },
  withdraw: { kind: 'withdraw', reason: 'Không còn nhu cầu', confirmation: 'access-key', documentIds: [] },
  close: { kind: 'close' },
  deliver: { kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận', authorised: false } },
}

const all: readonly Capacity[] = ['applicant', 'counter', 'case-officer', 'approver', 'leader', 'system']
const facts: ActionFacts = {
  now,
  capacities: all,
  officer: { officerId: 'minh', postId: 'post-lan' },
  version: {
    evidence: [],
    supplement: null,
    silenceMeansConsent: true,
    clockStops: [{ cause: 'suspension', law: 'x' }],
  },
  caseId: undefined,
  clock: {
    dueAt: instantOf(now + 9e8),
    extensionAllowedUntil: instantOf(now + 8e8),
    closableFrom: now,
    deemedGrantedFrom: now,
  },
  assigneeMayHandle: true,
}

/** A dossier in a status, with everything at hand that its next steps need. */
function dossier(
  status: DossierStatus,
  accepted = status !== 'filed' && status !== 'declined',
): DossierState {
  return {
    agencyId: 'so-tttt',
    counterId: 'tthcc',
    status,
    channel: 'counter',
    sequence: 3,
    filedAt: instant('2018-03-01T08:00'),
    acceptedAt: accepted ? instant('2018-03-01T08:05') : null,
    endedAt: null,
    deliveredAt: null,
    lastOccurredAt: instant('2018-03-02T08:00'),
    holder: { kind: 'officer', id: 'post-lan' },
    holderSince: instant('2018-03-02T08:00'),
    evidence: [],
    waivers: [],
    notApplicable: [],
    supplementCount: 0,
    openFindings: [],
    caseOfficerPostId: 'post-lan',
    assessment: { officerId: 'lan', finding: 'meets' },
    openConsultations: [],
    extensionCount: 0,
    suspended: false,
    decision: null,
    onTheSpot: true,
  }
}

/** Where an action needs something special in the state beside its status. */
const prepared: Partial<Record<ActionInput['kind'], Partial<DossierState>>> = {
  'answer-consultation': { openConsultations: ['so-xd'] },
  resume: { suspended: true },
}

const refusalOf = (state: DossierState, input: ActionInput, changed: Partial<ActionFacts> = {}) => {
  const outcome = decideAction(state, input, lan, now, { ...facts, ...changed })
  return isRefused(outcome) ? outcome.refused : undefined
}

describe('the table of legal statuses', () => {
  for (const kind of Object.keys(actionInputs) as ActionInput['kind'][])
    for (const status of dossierStatuses)
      for (const accepted of [true, false]) {
        const row = findTransition(kind, status, accepted)
        const state = { ...dossier(status, accepted), ...prepared[kind] }
        if (!row)
          test(`a dossier that is ${status}${accepted ? '' : ' and not accepted'} cannot be given the action ${kind}`, () => {
            expect(refusalOf(state, samples[kind])).toBe('wrong-status')
          })
        else
          test(`${kind} leads a dossier that is ${status}${accepted ? '' : ' and not accepted'} to ${row.to}`, () => {
            const action = decideAction(state, samples[kind], lan, now, facts)
            expect(isRefused(action)).toBe(false)
            const after = applyAction(state, action as DossierAction)
            expect(after.status).toBe(row.to === 'unchanged' ? status : row.to)
            expect(after.sequence).toBe(state.sequence + 1)
          })
      }

  for (const row of transitions)
    for (const capacity of all.filter((one) => !(row.by as readonly Capacity[]).includes(one)))
      test(`${capacity} has no authority to ${row.kind} (${row.from.join(', ')})`, () => {
        const state = {
          ...dossier(row.from[0], 'accepted' in row ? row.accepted : undefined),
          ...prepared[row.kind],
        }
        expect(refusalOf(state, samples[row.kind], { capacities: [capacity] })).toBe('no-authority')
      })

  test('every row cites its law and no two rows answer for the same status', () => {
    for (const kind of Object.keys(actionInputs) as ActionInput['kind'][])
      for (const status of dossierStatuses)
        for (const accepted of [true, false]) {
          const rows = transitions.filter(
            (row) =>
              row.kind === kind &&
              (row.from as readonly string[]).includes(status) &&
              (!('accepted' in row) || row.accepted === accepted),
          )
          expect(rows.length).toBeLessThanOrEqual(1)
        }
    for (const row of transitions) expect(row.law).not.toBe('')
  })
})

describe('what forbids an action', () => {
  const cases: readonly [string, string, DossierState, ActionInput, Partial<ActionFacts>?][] = [
    [
      'a dossier lacking a mandatory paper is not accepted',
      'evidence-missing',
      dossier('filed'),
      samples.accept,
      { version: { ...facts.version, evidence: [{ id: 'to-khai', name: 'Tờ khai', required: true }] } },
    ],
    [
      'a paper that the procedure does not know is not taken',
      'evidence-unknown',
      dossier('filed'),
      { ...samples.accept, evidence: [{ evidenceTypeId: 'la', form: 'copy', count: 1, documentIds: [] }] },
    ],
    [
      'a second supplement request needs its own ground',
      'further-supplement-needs-ground',
      { ...dossier('in-process'), supplementCount: 1 },
      samples['ask-supplement'],
    ],
    [
      'an empty supplement is no supplement',
      'supplement-empty',
      dossier('awaiting-supplement'),
      { kind: 'supplement', evidence: [] },
    ],
    [
      'a dossier is assigned only to a post that may handle it',
      'post-may-not-handle',
      dossier('accepted'),
      samples.assign,
      { assigneeMayHandle: false },
    ],
    [
      'another officer than the one assigned does not assess',
      'not-the-case-officer',
      dossier('in-process'),
      samples.assess,
      { officer: { officerId: 'tu', postId: 'post-tu' } },
    ],
    [
      'another officer than the one assigned does not consult',
      'not-the-case-officer',
      dossier('in-process'),
      samples.consult,
      { officer: { officerId: 'tu', postId: 'post-tu' } },
    ],
    [
      'while an opinion is awaited nothing is assessed',
      'consultation-open',
      { ...dossier('in-process'), openConsultations: ['so-xd'] },
      samples.assess,
    ],
    [
      'a suspended dossier is not assessed',
      'dossier-suspended',
      { ...dossier('in-process'), suspended: true },
      samples.assess,
    ],
    [
      'a suspended dossier is not decided',
      'dossier-suspended',
      { ...dossier('in-process'), suspended: true },
      samples.decide,
    ],
    [
      'a suspended dossier is not suspended again',
      'dossier-suspended',
      { ...dossier('in-process'), suspended: true },
      samples.suspend,
    ],
    [
      'no opinion is answered that was not asked',
      'no-consultation-open',
      dossier('in-process'),
      samples['answer-consultation'],
    ],
    [
      'an agency that was not consulted does not answer',
      'agency-not-consulted',
      { ...dossier('in-process'), openConsultations: ['bchqs'] },
      samples['answer-consultation'],
    ],
    [
      'a clock stops only for a cause that the version lists',
      'cause-not-listed',
      dossier('in-process'),
      samples.suspend,
      { version: { ...facts.version, clockStops: [] } },
    ],
    [
      'a listed cause does not cover another one',
      'cause-not-listed',
      dossier('in-process'),
      { ...samples.suspend, cause: 'field-check' },
    ],
    [
      'a dossier that is not suspended is not resumed',
      'dossier-not-suspended',
      dossier('in-process'),
      samples.resume,
    ],
    [
      'a second extension is unlawful',
      'extension-used',
      { ...dossier('in-process'), extensionCount: 1 },
      samples.extend,
    ],
    [
      'without a term there is nothing to extend',
      'no-term-to-extend',
      dossier('in-process'),
      samples.extend,
      { clock: { ...facts.clock, dueAt: null } },
    ],
    [
      'an extension on the last day is too late',
      'extension-too-late',
      dossier('in-process'),
      samples.extend,
      { clock: { ...facts.clock, extensionAllowedUntil: instantOf(now - 1) } },
    ],
    [
      'nothing is decided before it is assessed',
      'dossier-not-assessed',
      { ...dossier('in-process'), assessment: null },
      samples.decide,
    ],
    [
      'the one who assessed does not decide',
      'assessor-may-not-decide',
      dossier('in-process'),
      samples.decide,
      { officer: { officerId: 'lan', postId: 'post-lan' } },
    ],
    [
      'a rejection without reason is refused',
      'reason-missing',
      dossier('in-process'),
      { kind: 'decide', decision: 'reject', documentIds: [] },
    ],
    [
      'a rejection without legal ground is refused',
      'legal-ground-missing',
      dossier('in-process'),
      { kind: 'decide', decision: 'reject', reason: 'Không đủ', documentIds: [] },
    ],
    [
      'a grant without its result is refused',
      'result-missing',
      dossier('in-process'),
      { kind: 'decide', decision: 'grant', documentIds: [] },
    ],
    [
      'silence is consent only where the law says so',
      'silence-is-not-consent',
      dossier('in-process'),
      samples['deem-granted'],
      { version: { ...facts.version, silenceMeansConsent: false } },
    ],
    [
      'silence is not yet consent while the term runs',
      'silence-term-running',
      dossier('in-process'),
      samples['deem-granted'],
      { clock: { ...facts.clock, deemedGrantedFrom: instantOf(now + 1) } },
    ],
    [
      'a dossier is not closed while its supplement term runs',
      'supplement-term-running',
      dossier('awaiting-supplement'),
      samples.close,
      { clock: { ...facts.clock, closableFrom: instantOf(now + 1) } },
    ],
    [
      'an officer alone does not withdraw a dossier',
      'withdrawal-not-confirmed',
      dossier('in-process'),
      { ...samples.withdraw, confirmation: 'signed-request' },
      { capacities: ['counter'] },
    ],
    [
      'an officer does not use the applicant’s key',
      'withdrawal-not-confirmed',
      dossier('in-process'),
      samples.withdraw,
      { capacities: ['counter'] },
    ],
    [
      'an applicant withdraws by his key only',
      'withdrawal-not-confirmed',
      dossier('in-process'),
      { ...samples.withdraw, confirmation: 'signed-request' },
      { capacities: ['applicant'] },
    ],
  ]
  for (const [sentence, code, state, input, changed] of cases)
    test(sentence, () => {
      expect(refusalOf(state, input, changed)).toBe(code)
    })

  test('nothing is said to have happened in the future', () => {
    const outcome = decideAction(dossier('filed'), samples.accept, lan, instantOf(now + 1), facts)
    expect(isRefused(outcome) && outcome.refused).toBe('occurred-in-future')
  })
  test('nothing is said to have happened before what was done last', () => {
    const outcome = decideAction(dossier('filed'), samples.accept, lan, instant('2018-03-01T08:00'), facts)
    expect(isRefused(outcome) && outcome.refused).toBe('occurred-before-previous')
  })
  test('a mandatory paper may be waived with its ground', () => {
    const version = { ...facts.version, evidence: [{ id: 'to-khai', name: 'Tờ khai', required: true }] }
    const input = {
      ...samples.accept,
      waivers: [{ evidenceTypeId: 'to-khai', ground: 'Đã có trong cơ sở dữ liệu' }],
    }
    expect(refusalOf(dossier('filed'), input, { version })).toBeUndefined()
  })
  test('the desk offers exactly the actions that the rules would allow', () => {
    for (const status of dossierStatuses)
      for (const offer of offerActions(dossier(status), facts)) {
        const decided = refusalOf({ ...dossier(status), ...prepared[offer.kind] }, samples[offer.kind])
        if (offer.refusal?.refused === 'wrong-status') expect(decided).toBe('wrong-status')
        if (!offer.refusal) expect(decided).toBeUndefined()
      }
  })
})

describe('folding', () => {
  const filing: DossierAction = {
    sequence: 1,
    kind: 'file',
    actor: { kind: 'applicant' },
    occurredAt: instant('2018-03-01T08:00'),
    recordedAt: instant('2018-03-01T08:00'),
    content: {
      kind: 'file',
      applicant: { kind: 'person', name: 'Nguyễn Thị Minh Họa' },
      answers: {},
      evidence: [],
      notApplicable: [],
      returnBy: 'counter',
      channel: 'counter',
      code: '000.00.14.H05-180301-0001',
      procedureVersionId: 'v',
      counterId: 'tthcc',
      synthetic: true,
    },
  }
  test('any lawful walk folds to the same state step by step and at once, and ends only in a final status', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 25 }), (choices) => {
        const log = [filing]
        let state = foldDossier('so-tttt', log)
        for (const choice of choices) {
          const lawful = (Object.keys(samples) as ActionInput['kind'][]).filter(
            (kind) => refusalOf(state, samples[kind]) === undefined,
          )
          const kind = lawful[choice % lawful.length]
          if (kind === undefined) break
          const action = decideAction(state, samples[kind], lan, now, facts) as DossierAction
          log.push(action)
          state = applyAction(state, action)
          expect(state.endedAt !== null).toBe(
            ['decided', 'declined', 'withdrawn', 'stopped', 'delivered'].includes(state.status),
          )
        }
        expect(foldDossier('so-tttt', log)).toEqual(state)
        expect(state.sequence).toBe(log.length)
      }),
      { numRuns: 500 },
    )
  })
})
