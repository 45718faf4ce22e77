import { randomBytes } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import { isUniqueViolation } from '#kit/io/database.ts'
import { dateOf, findInstant, type Instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ProcedureVersion } from '#onestop/procedures/contract.ts'
import { opensDossier } from './access-key.ts'
import { type ActingOfficer, capacitiesOf, mayHandle } from './authority.ts'
import { chainAction } from './chain.ts'
import type { ActionInput } from './contract.ts'
import { getVersion } from './get-version.ts'
import { projectRow } from './projection.ts'
import { clockOf, readClock } from './read-clock.ts'
import { requestHashOf } from './requests.ts'
import { bringUpToCalendar } from './rereckon-dossiers.ts'
import type { ActionFacts } from './rules/action-facts.ts'
import { clockEventOf, readLog } from './rules/clock-events.ts'
import { decideAction } from './rules/decide-action.ts'
import type { Actor, DossierState } from './rules/dossier-state.ts'
import { applyAction } from './rules/fold-dossier.ts'
import { appendAction, type DossierLog, findLog } from './store.ts'

/** Who acts: an officer from his post, the applicant by his access key (checked before), or the program itself. */
export type ActionBy =
  | { readonly applicant: true }
  | { readonly officer: ActingOfficer }
  | { readonly system: true }

/** A taken action: its place in the log. */
export type Taken = { readonly sequence: number; readonly code: string }

/**
 * Takes one action on a dossier: loads the log, asks the rules, adds the entry. Nothing but this (and the
 * filing) writes to a dossier. Who is second among two who act at once is refused.
 *
 * Refuses `dossier-not-found`, `moment-unreadable`, `request-id-reused`, `dossier-changed-meanwhile`, and all that
 * the rules refuse (rules/state-refusals, rules/input-refusals).
 */
export async function takeAction(
  ctx: Context,
  code: string,
  input: ActionInput,
  by: ActionBy,
  requestId: string,
): Promise<Taken | Refusal> {
  const found = await findLog(ctx.db, code)
  if (!found) return refuse('dossier-not-found', { code })
  const log = await bringUpToCalendar(ctx, found)
  const requestHash = requestHashOf(input)
  const earlier = log.actions.find((action) => action.requestId === requestId)
  if (earlier)
    return earlier.requestHash === requestHash
      ? { sequence: earlier.sequence, code: log.code }
      : refuse('request-id-reused')
  const now = ctx.now()
  const occurredAt = momentOf(input, now)
  if (isRefused(occurredAt)) return occurredAt
  const version = await getVersion(ctx, log)
  const { state, events } = readLog(log.agencyId, log.actions)
  const gathered = await gatherFacts(ctx, { log, state, version, input, by, now })
  const asked = clockOf(log, state.channel, version)
  const clock = await readClock(ctx.db, asked, events, now)
  const action = decideAction(state, input, gathered.actor, occurredAt, {
    ...gathered.facts,
    clock: clock.facts,
  })
  if (isRefused(action)) return action
  const after = applyAction(state, action)
  const reading = await readClock(ctx.db, asked, [...events, clockEventOf(action, after)], now)
  const entry = {
    action: chainAction(log.id, action, log.headHash, randomBytes(16).toString('hex')),
    requestId,
    requestHash,
  }
  return append(ctx, log, projectRow(after, reading.columns), entry)
}

async function append(
  ctx: Context,
  log: DossierLog,
  ...entry: DropFirstTwo<Parameters<typeof appendAction>>
): Promise<Taken | Refusal> {
  try {
    const written = await appendAction(ctx.db, log, ...entry)
    return written
      ? { sequence: entry[1].action.sequence, code: log.code }
      : refuse('dossier-changed-meanwhile')
  } catch (error) {
    // The same request from a second connection, or another officer one moment earlier.
    if (isUniqueViolation(error)) return refuse('dossier-changed-meanwhile')
    throw error
  }
}

type DropFirstTwo<List extends unknown[]> = List extends [unknown, unknown, ...infer Rest] ? Rest : never

/** The moment said by the caller, or now. */
function momentOf(input: ActionInput, now: Instant): Instant | Refusal {
  const said = 'occurredAt' in input ? input.occurredAt : undefined
  if (said === undefined) return now
  return findInstant(said) ?? refuse('moment-unreadable', { text: said })
}

/** All that the rules ask beside state and clock: who acts in which capacity, and whom he assigns. */
export async function gatherFacts(
  ctx: Context,
  asked: {
    readonly log: DossierLog
    readonly state: DossierState
    readonly version: ProcedureVersion
    readonly input: ActionInput | undefined
    readonly by: ActionBy
    readonly now: Instant
  },
): Promise<{ readonly actor: Actor; readonly facts: Omit<ActionFacts, 'clock'> }> {
  const { state, version, input, by, now } = asked
  const on = dateOf(now)
  const sectorId = version.content.sector.id
  const [first] = asked.log.actions
  const common = {
    now,
    version: version.content,
    caseId: first?.content.kind === 'file' ? first.content.caseId : undefined,
    assigneeMayHandle:
      input?.kind === 'assign'
        ? await mayHandle(ctx.db, input.caseOfficerPostId, state.agencyId, sectorId, on)
        : true,
  }
  if ('system' in by)
    return { actor: { kind: 'system' }, facts: { ...common, capacities: ['system'], officer: null } }
  if ('applicant' in by)
    return { actor: { kind: 'applicant' }, facts: { ...common, capacities: ['applicant'], officer: null } }
  const { capacities, post } = await capacitiesOf(ctx.db, by.officer.postId, state, sectorId, on)
  return {
    actor: { kind: 'officer', ...by.officer, agencyId: post?.agencyId ?? '', place: post?.place ?? 'agency' },
    facts: { ...common, capacities, officer: by.officer },
  }
}

/** Acts for an officer from his post. */
export function actAsOfficer(
  ctx: Context,
  code: string,
  input: ActionInput,
  officer: ActingOfficer,
  requestId: string,
) {
  return takeAction(ctx, code, input, { officer }, requestId)
}

/** Acts for the applicant, who shows his access key. Refuses `access-key-wrong` besides. */
export async function actAsApplicant(
  ctx: Context,
  code: string,
  key: string,
  input: ActionInput,
  requestId: string,
) {
  if (!(await opensDossier(ctx.db, code, key))) return refuse('access-key-wrong')
  return takeAction(ctx, code, input, { applicant: true }, requestId)
}
