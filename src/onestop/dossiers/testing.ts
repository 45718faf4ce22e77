import type { Sql } from '#kit/io/database.ts'
import { newUuid } from '#kit/io/ids.ts'
import { type Instant, instant, instantOf } from '#kit/values/instant.ts'
import { chainAction, chainStart } from './chain.ts'
import type { ActionInput } from './contract.ts'
import { insertFiling } from './filing-store.ts'
import { projectRow } from './projection.ts'
import { readLog } from './rules/clock-events.ts'
import type { Actor, DossierAction, FilingContent } from './rules/dossier-state.ts'
import { appendAction, findLog } from './store.ts'

const noClock = { dueAt: null, originalDueAt: null, endedAt: null, onTime: null, clockVersion: '' }
const officer: Actor = {
  kind: 'officer',
  officerId: 'test',
  postId: 'test',
  agencyId: 'test-agency',
  place: 'centre',
}

/** Writes a filed dossier straight into the store, for tests and benchmarks of what stands on the log. */
export async function insertTestDossier(
  sql: Sql,
  number: number,
  at: Instant = instant('2018-03-01T08:00'),
): Promise<string> {
  const id = newUuid(instantOf(at + number))
  const code = `000.00.99.H05-180301-${String(number).padStart(4, '0')}`
  const content: FilingContent = {
    kind: 'file',
    applicant: { kind: 'person', name: `Người thử ${number}` },
    answers: { so: number, 'ghi chú': 'dòng 1\nký tự \\ và\ttab' },
    evidence: [],
    notApplicable: [],
    returnBy: 'counter',
    channel: 'counter',
    code,
    procedureVersionId: newUuid(at),
    counterId: 'test-centre',
    synthetic: true,
  }
  const filing: DossierAction = {
    sequence: 1,
    kind: 'file',
    actor: { kind: 'applicant' },
    occurredAt: at,
    recordedAt: at,
    content,
  }
  const { state } = readLog('test-agency', [filing])
  await insertFiling(
    sql,
    {
      agency_id: 'test-agency',
      id,
      code,
      counter_id: 'test-centre',
      procedure_id: newUuid(at),
      procedure_version_id: content.procedureVersionId,
      procedure_code: 'TEST',
      procedure_name: 'Thủ tục thử',
      sector_id: 'test',
      channel: 'counter',
      applicant_name: content.applicant.name,
      applicant_fold: `nguoi thu ${number}`,
      applicant_identifier: null,
      applicant_phone: null,
      filed_at: new Date(at),
      synthetic: true,
    },
    projectRow(state, noClock),
    {
      action: chainAction(id, filing, chainStart, '0f'.repeat(16)),
      requestId: newUuid(at),
      requestHash: '00'.repeat(32),
    },
  )
  return code
}

/** Appends lawful actions straight to the log, one minute apart. */
export async function appendTestActions(
  sql: Sql,
  code: string,
  inputs: readonly ActionInput[],
): Promise<void> {
  for (const input of inputs) {
    const log = await findLog(sql, code)
    const last = log?.actions.at(-1)
    if (!log || !last) throw new Error(`no test dossier ${code}`)
    const at = instantOf(last.occurredAt + 60_000)
    const action: DossierAction = {
      sequence: last.sequence + 1,
      kind: input.kind,
      actor: officer,
      occurredAt: at,
      recordedAt: at,
      content: input,
    }
    const { state } = readLog(log.agencyId, [...log.actions, action])
    const entry = {
      action: chainAction(log.id, action, log.headHash, '0e'.repeat(16)),
      requestId: newUuid(at),
      requestHash: '00'.repeat(32),
    }
    if (!(await appendAction(sql, log, projectRow(state, noClock), entry)))
      throw new Error('the test action was not written')
  }
}

/** The actions of a dossier that goes all the way. */
export const usualWay: readonly ActionInput[] = [
  { kind: 'accept', waivers: [], evidence: [] },
  { kind: 'assign', caseOfficerPostId: 'test' },
  { kind: 'assess', finding: 'meets', opinion: 'Đủ điều kiện' },
  { kind: 'decide', decision: 'grant', resultNumber: '1/GP', documentIds: [] },
  { kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận', authorised: false } },
]
