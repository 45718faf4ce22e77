import type { Sql } from '#kit/io/database.ts'
import { newUuid } from '#kit/io/ids.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { ClockEvent, TimeRule } from '#onestop/deadlines/contract.ts'
import { reckonClock, type WorkCalendar } from '#onestop/deadlines/public.ts'
import type { randomFrom } from '#onestop/deadlines/testing/random-log.ts'
import { chainAction, chainStart } from '#onestop/dossiers/chain.ts'
import type { ActionInput, Channel } from '#onestop/dossiers/contract.ts'
import { insertFiling } from '#onestop/dossiers/filing-store.ts'
import { projectRow } from '#onestop/dossiers/projection.ts'
import { columnsOf } from '#onestop/dossiers/read-clock.ts'
import { readLog } from '#onestop/dossiers/rules/clock-events.ts'
import type { Actor, DossierAction, FilingContent } from '#onestop/dossiers/rules/dossier-state.ts'
import { findTransition } from '#onestop/dossiers/rules/transitions.ts'
import { appendAction, findLog } from '#onestop/dossiers/store.ts'

/** A made-up dossier: its pins and its log, as a test remembers them beside the database. */
export type RandomDossier = {
  readonly code: string
  readonly agencyId: string
  readonly sectorId: string
  readonly procedureCode: string
  readonly channel: Channel
  readonly onlineMode: 'full' | 'partial' | null
  readonly rule: TimeRule
  actions: DossierAction[]
}

const minuteMs = 60_000
const paperId = '018f0000-0000-7000-8000-000000000001'
const applicant: Actor = { kind: 'applicant' }

type Random = ReturnType<typeof randomFrom>

/** What may follow, by the table of transitions; the weights only make long lives likely. */
const possible: readonly ((random: Random, agencyId: string) => ActionInput)[] = [
  (random) => ({
    kind: 'accept',
    waivers: [],
    evidence: [
      {
        evidenceTypeId: 'don',
        form: 'electronic',
        count: 1,
        documentIds: random.chance(0.5) ? [paperId] : [],
      },
    ],
  }),
  () => ({ kind: 'assign', caseOfficerPostId: 'can-bo-thu' }),
  () => ({ kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' }),
  (random) => ({
    kind: 'decide',
    decision: random.chance(0.8) ? 'grant' : 'reject',
    resultNumber: '1/GP',
    documentIds: random.chance(0.5) ? [paperId] : [],
  }),
  () => ({ kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận', authorised: false } }),
  () => ({ kind: 'ask-supplement', findings: [{ about: 'don', defect: 'thiếu chữ ký' }] }),
  () => ({ kind: 'supplement', evidence: [], note: 'đã bổ sung' }),
  () => ({ kind: 'close' }),
  () => ({ kind: 'extend', term: { value: 3, unit: 'working-day' }, reason: 'cần thêm thời gian' }),
  () => ({ kind: 'withdraw', reason: 'không còn nhu cầu', confirmation: 'access-key', documentIds: [] }),
  () => ({ kind: 'decline-filing', reason: 'không thuộc thẩm quyền', legalGround: 'Điều 17' }),
  () => ({ kind: 'ask-payment', amountVnd: 10_000, legalGround: 'Điều 24' }),
  () => ({ kind: 'pay', amountVnd: 10_000, method: 'transfer' }),
  () => ({ kind: 'suspend', cause: 'field-check', reason: 'kiểm tra thực địa', legalGround: 'Điều 1' }),
  () => ({ kind: 'resume', reason: 'đã kiểm tra xong' }),
  () => ({ kind: 'deem-granted' }),
]
const rare: ReadonlySet<string> = new Set(['decline-filing', 'withdraw', 'deem-granted', 'close'])

/** Files a made-up dossier at a moment. */
export async function fileRandomDossier(
  sql: Sql,
  random: Random,
  number: number,
  at: Instant,
): Promise<RandomDossier> {
  const agencyId = random.pick(['co-quan-1', 'co-quan-2', 'co-quan-3'])
  const sectorId = random.pick(['linh-vuc-1', 'linh-vuc-2'])
  const procedureCode = `${sectorId}.TT-${random.below(3)}`
  const channel = random.pick(['online', 'counter', 'post'] as const)
  const onlineMode = random.pick(['full', 'partial', null] as const)
  const code = `000.00.98.H05-180301-${String(number).padStart(5, '0')}`
  const id = newUuid(instantOf(at + number))
  const content: FilingContent = {
    kind: 'file',
    applicant: { kind: 'person', name: `Người thử ${number}` },
    answers: {},
    evidence: random.chance(0.5)
      ? [{ evidenceTypeId: 'to-khai', form: 'electronic', count: 1, documentIds: [paperId] }]
      : [],
    notApplicable: [],
    returnBy: 'counter',
    channel,
    code,
    procedureVersionId: newUuid(at),
    counterId: 'trung-tam-thu',
    synthetic: true,
  }
  const filing: DossierAction = {
    sequence: 1,
    kind: 'file',
    actor: applicant,
    occurredAt: at,
    recordedAt: at,
    content,
  }
  const { state } = readLog(agencyId, [filing])
  await insertFiling(
    sql,
    {
      agency_id: agencyId,
      id,
      code,
      counter_id: content.counterId,
      procedure_id: newUuid(at),
      procedure_version_id: content.procedureVersionId,
      procedure_code: procedureCode,
      procedure_name: 'Thủ tục thử',
      sector_id: sectorId,
      channel,
      applicant_name: content.applicant.name,
      applicant_fold: `nguoi thu ${number}`,
      applicant_identifier: null,
      applicant_phone: null,
      filed_at: new Date(at),
      synthetic: true,
      online_mode: onlineMode,
    },
    projectRow(state, { dueAt: null, originalDueAt: null, endedAt: null, onTime: null, clockVersion: '' }),
    {
      action: chainAction(id, filing, chainStart, '0f'.repeat(16)),
      requestId: newUuid(at),
      requestHash: '00'.repeat(32),
    },
  )
  return {
    code,
    agencyId,
    sectorId,
    procedureCode,
    channel,
    onlineMode,
    rule: randomRule(random),
    actions: [filing],
  }
}

function randomRule(random: Random): TimeRule {
  return {
    term: random.chance(0.9) ? { value: 1 + random.below(9), unit: 'working-day' } : null,
    silenceMeansConsent: random.chance(0.3),
    supplement: random.chance(0.5)
      ? null
      : {
          mode: random.pick(['restart', 'pause'] as const),
          rounds: 1 + random.below(2),
          noticeWithin: null,
          answerWithin: null,
          law: 'luật thử',
        },
    clockStops: random.chance(0.5)
      ? [
          { cause: 'payment', law: 'luật thử' },
          { cause: 'field-check', law: 'luật thử' },
        ]
      : [],
    stepTerms: [],
  }
}

/**
 * Takes one more action at random, lawful by the table of transitions, at a random moment after the last one and
 * sometimes recorded days later; answers false when the dossier's life is over.
 */
export async function actAtRandom(
  sql: Sql,
  random: Random,
  dossier: RandomDossier,
  calendar: WorkCalendar,
): Promise<boolean> {
  const log = await findLog(sql, dossier.code)
  const last = dossier.actions.at(-1)
  if (!log || !last) throw new Error(`no dossier ${dossier.code}`)
  const { state } = readLog(log.agencyId, dossier.actions)
  const choices = possible
    .map((make) => make(random, dossier.agencyId))
    .filter(({ kind }) => findTransition(kind, state.status, state.acceptedAt !== null) !== undefined)
    .filter(({ kind }) => !rare.has(kind) || random.chance(0.1))
  if (choices.length === 0) return !['declined', 'withdrawn', 'stopped', 'delivered'].includes(state.status)
  const content = random.pick(choices)
  const occurredAt = instantOf(last.occurredAt + random.below(random.pick([60, 2_000, 9_000])) * minuteMs)
  const delay = random.chance(0.15) ? random.below(6_000) * minuteMs : 0
  const recordedAt = instantOf(Math.max(last.recordedAt, occurredAt + delay))
  const action: DossierAction = {
    sequence: last.sequence + 1,
    kind: content.kind,
    actor: officer(random.chance(0.7)),
    occurredAt,
    recordedAt,
    content,
  }
  const actions = [...dossier.actions, action]
  const after = readLog(log.agencyId, actions)
  const reading = reckonClock(after.events, dossier.rule, calendar, {
    now: recordedAt,
    channel: dossier.channel,
    derive: false,
  })
  const entry = {
    action: chainAction(log.id, action, log.headHash, '0e'.repeat(16)),
    requestId: newUuid(recordedAt),
    requestHash: '00'.repeat(32),
  }
  if (!(await appendAction(sql, log, projectRow(after.state, columnsOf(reading)), entry)))
    throw new Error('the action was not written')
  dossier.actions = actions
  return true
}

function officer(atCentre: boolean): Actor {
  return {
    kind: 'officer',
    officerId: 'thu',
    postId: 'thu',
    agencyId: 'co-quan-thu',
    place: atCentre ? 'centre' : 'agency',
  }
}

/** The clock's events of a log. */
export function eventsOf(dossier: RandomDossier): readonly ClockEvent[] {
  return readLog(dossier.agencyId, dossier.actions).events
}
