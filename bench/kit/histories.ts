import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Context } from '#kit/io/context.ts'
import { openDatabase } from '#kit/io/database.ts'
import { newUuid } from '#kit/io/ids.ts'
import { dateOf, type Instant, instantOf } from '#kit/values/instant.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import { currentCalendar, reckonClock, type WorkCalendar } from '#onestop/deadlines/public.ts'
import { chainAction, chainStart, contentHashOf, entryHash } from '#onestop/dossiers/chain.ts'
import type { ActionInput } from '#onestop/dossiers/contract.ts'
import { projectRow } from '#onestop/dossiers/projection.ts'
import { columnsOf } from '#onestop/dossiers/read-clock.ts'
import { readLog } from '#onestop/dossiers/rules/clock-events.ts'
import { formatDossierCode } from '#onestop/dossiers/rules/dossier-code.ts'
import type { Actor, DossierAction, FilingContent } from '#onestop/dossiers/rules/dossier-state.ts'
import { electronicPapers } from '#onestop/dossiers/rules/electronic-papers.ts'
import { exampleAnswers, formOf, splitFiling } from '#onestop/forms/public.ts'
import { unrefused } from './house.ts'
import type { Line } from './officers.ts'

const family = ['Nguyễn', 'Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô', 'Dương']
const middle = ['Văn', 'Thị', 'Đức', 'Hữu', 'Minh', 'Ngọc', 'Quang', 'Thanh', 'Xuân']
const given = [
  'An',
  'Bình',
  'Chiến',
  'Dũng',
  'Giang',
  'Hà',
  'Hạnh',
  'Hiếu',
  'Huệ',
  'Lan',
  'Linh',
  'Mai',
  'Nga',
  'Phúc',
  'Quỳnh',
  'Sơn',
  'Thảo',
  'Tú',
  'Yến',
]
const dayMs = 86_400_000
const minuteMs = 60_000

/** A whole number below `below` that hangs on a seed and a place only. */
function draw(seed: number, place: number, below: number): number {
  let x = (seed * 2_654_435_761 + place * 40_503_001 + 12_345) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0
  return ((x ^ (x >>> 16)) >>> 0) % below
}
const pick = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item

/** A made-up name, drawn by a seed. Nobody's. */
export function nameOf(seed: number): string {
  return `${pick(family, draw(seed, 1, 12))} ${pick(middle, draw(seed, 2, 9))} ${pick(given, draw(seed, 3, 19))}`
}

/** Of a thousand dossiers, how many have had at most so many actions after filing: most are delivered. */
const upTo = [10, 18, 30, 85, 120, 1000]

export type Maker = {
  readonly lines: readonly Line[]
  readonly calendars: ReadonlyMap<string, WorkCalendar>
  readonly answers: ReadonlyMap<string, readonly FilingContent['answers'][]>
}

/** What making many dossiers needs: calendars, and some filled forms of each procedure. */
export async function openMaker(ctx: Context, lines: readonly Line[]): Promise<Maker> {
  const calendars = new Map<string, WorkCalendar>()
  const answers = new Map<string, FilingContent['answers'][]>()
  for (const line of lines) {
    calendars.set(line.agencyId, await currentCalendar(ctx.db, { agencyId: line.agencyId }))
    const form = await formOf(ctx.db, line.version.id)
    const on = dateOf(ctx.now())
    answers.set(
      line.version.id,
      Array.from({ length: 12 }, (_, seed) =>
        form ? splitFiling(form, exampleAnswers(form, { on, seed, areas: ['09163'] })).answers : {},
      ),
    )
  }
  return { lines, calendars, answers }
}

export type MadeDossier = {
  readonly line: Line
  readonly id: string
  readonly code: string
  readonly actions: readonly DossierAction[]
}

/** The `number`-th made-up dossier: filed within the year before `now`, lawful, marked synthetic. */
export function makeDossier(
  maker: Maker,
  number: number,
  now: Instant,
  serial: (line: Line, on: string) => number,
): MadeDossier {
  const line = pick(maker.lines, draw(number, 4, maker.lines.length * 7) % maker.lines.length)
  const mark = draw(number, 5, 1000)
  const steps = upTo.findIndex((most) => mark < most)
  // Those still open came in lately, those delivered over the year.
  const daysAgo = steps === 5 ? 15 + draw(number, 6, 350) : 1 + draw(number, 6, 12)
  const at = instantOf(
    now - (now % dayMs) - daysAgo * dayMs + 60 * minuteMs + draw(number, 7, 480) * minuteMs,
  )
  const on = dateOf(at)
  const code = unrefused(formatDossierCode(line.format, line.unitCode, on, serial(line, on)))
  const content: FilingContent = {
    kind: 'file',
    applicant: {
      kind: 'person',
      name: nameOf(number),
      phone: `09${String(draw(number, 8, 1e8)).padStart(8, '0')}`,
    },
    answers: pick(maker.answers.get(line.version.id) ?? [{}], number),
    evidence: (line.version.content.evidence ?? [])
      .filter((type) => !type.onlyIf)
      .map((type) => ({ evidenceTypeId: type.id, form: 'original', count: 1, documentIds: [] })),
    notApplicable: (line.version.content.evidence ?? []).filter((type) => type.onlyIf).map((type) => type.id),
    returnBy: 'counter',
    channel: draw(number, 9, 10) < 7 ? 'online' : 'counter',
    code,
    procedureVersionId: line.version.id,
    counterId: line.counterId,
    synthetic: true,
  }
  const actions: DossierAction[] = [entry(1, at, { kind: 'applicant' }, content)]
  let moment = at
  for (const [index, { input, by }] of stepsOf(line).slice(0, steps).entries()) {
    moment = instantOf(moment + (20 + draw(number, 10 + index, 1400)) * minuteMs)
    if (moment >= now) break
    actions.push(entry(index + 2, moment, by, input))
  }
  return { line, id: newUuid(at), code, actions }
}

function entry(
  sequence: number,
  at: Instant,
  actor: Actor,
  content: DossierAction['content'],
): DossierAction {
  return { sequence, kind: content.kind, actor, occurredAt: at, recordedAt: at, content }
}

function stepsOf(line: Line): { input: ActionInput; by: Actor }[] {
  const officer = (holder: Line['counter'], agencyId: string, place: 'centre' | 'agency'): Actor => ({
    kind: 'officer',
    ...holder,
    agencyId,
    place,
  })
  const counter = officer(line.counter, line.counterId, 'centre')
  return [
    { input: { kind: 'accept', waivers: [], evidence: [] }, by: counter },
    {
      input: { kind: 'assign', caseOfficerPostId: line.caseOfficer.postId },
      by: officer(line.assigner, line.agencyId, 'centre'),
    },
    {
      input: {
        kind: 'assess',
        finding: 'meets',
        opinion: 'Hồ sơ đủ điều kiện theo quy định (dữ liệu giả lập)',
      },
      by: officer(line.caseOfficer, line.agencyId, 'centre'),
    },
    {
      input: { kind: 'decide', decision: 'grant', resultNumber: '01/KQ-MH', documentIds: [] },
      by: officer(line.approver, line.agencyId, 'centre'),
    },
    {
      input: { kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận giả lập', authorised: false } },
      by: counter,
    },
  ]
}

const actionColumns =
  'agency_id, dossier_id, sequence, kind, actor, occurred_at, recorded_at, content, salt, hash, request_id, request_hash, position, hash_scheme'
type Value = string | number | boolean | Date | Buffer | null

/** The rows of one dossier as COPY reads them: chained, folded and reckoned by the program's own rules. */
function linesOf(
  maker: Maker,
  { line, id, code, actions }: MadeDossier,
  nextPosition: () => number,
): { row: Record<string, Value>; actions: string[] } {
  const { state, events } = readLog(line.agencyId, actions)
  const [filing] = actions
  const last = actions.at(-1)
  const calendar = maker.calendars.get(line.agencyId)
  if (filing?.content.kind !== 'file' || !last || !calendar) throw new Error('a log begins with the filing')
  const reading = reckonClock(events, line.version.content, calendar, {
    now: last.recordedAt,
    channel: filing.content.channel,
    derive: false,
  })
  const unread = { dueAt: null, originalDueAt: null, endedAt: null, onTime: null, clockVersion: '' }
  let head = chainStart
  const texts = actions.map((action) => {
    const salt = createHash('md5').update(`${id} ${action.sequence}`).digest('hex')
    const { text } = chainAction(id, action, head, salt)
    const request = { requestId: newUuid(action.recordedAt), requestHash: '00'.repeat(32) }
    const entry = { ...text, ...request, scheme: 2, position: nextPosition() } as const
    head = entryHash(id, entry, contentHashOf(entry), head)
    return copyLine([
      line.agencyId,
      id,
      text.sequence,
      text.kind,
      text.actor,
      new Date(text.occurredAt),
      new Date(text.recordedAt),
      text.content,
      Buffer.from(salt, 'hex'),
      Buffer.from(head, 'hex'),
      entry.requestId,
      Buffer.alloc(32),
      entry.position,
      entry.scheme,
    ])
  })
  const papers = electronicPapers(actions)
  const { applicant, channel } = filing.content
  return {
    actions: texts,
    row: {
      agency_id: line.agencyId,
      id,
      code,
      counter_id: line.counterId,
      procedure_id: line.version.procedureId,
      procedure_version_id: line.version.id,
      procedure_code: line.version.code,
      procedure_name: line.version.content.name,
      sector_id: line.version.content.sector.id,
      channel,
      applicant_name: applicant.name,
      applicant_fold: foldVietnamese(applicant.name),
      applicant_phone: applicant.phone ?? null,
      filed_at: new Date(filing.occurredAt),
      synthetic: true,
      online_mode: line.version.content.mode2022,
      result_file: papers.resultFile,
      digitised: actions.length > 1 && papers.digitised,
      head_hash: Buffer.from(head, 'hex'),
      ...projectRow(state, actions.length === 1 ? unread : columnsOf(reading)),
    },
  }
}

function copyLine(values: readonly Value[]): string {
  return `${values.map(fieldOf).join('\t')}\n`
}

function fieldOf(value: Value): string {
  if (value === null) return '\\N'
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return typeof value === 'number'
    ? String(value)
    : value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** Fills a database with made-up dossiers, straight into the tables by COPY. Answers how many actions they have. */
export async function fillHouse(
  ctx: Context,
  url: string,
  maker: Maker,
  count: number,
  report: (done: number) => void,
): Promise<number> {
  const superuser = openDatabase({ url, connections: 2 })
  const serials = new Map<string, number>()
  const serial = (line: Line, on: string) => {
    const key = `${line.unitCode} ${on}`
    const next = (serials.get(key) ?? 0) + 1
    serials.set(key, next)
    return next
  }
  const now = ctx.now()
  let position = 0
  let actions = 0
  const batch = 5_000
  for (let from = 1; from <= count; from += batch) {
    const made = Array.from({ length: Math.min(batch, count - from + 1) }, (_, index) =>
      linesOf(maker, makeDossier(maker, from + index, now, serial), () => ++position),
    )
    const columns = Object.keys(made[0]?.row ?? {})
    await copyIn(
      superuser,
      `onestop.dossiers (${columns.join(', ')})`,
      made.map(({ row }) => copyLine(columns.map((column) => row[column] ?? null))),
    )
    await copyIn(
      superuser,
      `onestop.dossier_actions (${actionColumns})`,
      made.flatMap((one) => one.actions),
    )
    actions += made.reduce((sum, one) => sum + one.actions.length, 0)
    report(from + made.length - 1)
  }
  for (const [key, last] of serials) {
    const [unit, on] = key.split(' ')
    await superuser.text(
      'insert into onestop.dossier_serials (unit_code, day_on, last) values ($1, $2, $3)',
      [unit, on, last],
    )
  }
  await superuser.text(`select setval('onestop.dossier_actions_position_seq', $1)`, [position])
  await superuser.text('vacuum (analyze) onestop.dossiers, onestop.dossier_actions')
  await superuser.text('checkpoint')
  await superuser.close()
  return actions
}

async function copyIn(
  db: ReturnType<typeof openDatabase>,
  target: string,
  lines: readonly string[],
): Promise<void> {
  const client = await db.pool.connect()
  try {
    await pipeline(
      Readable.from(lines, { objectMode: false }),
      client.query(copyFrom(`copy ${target} from stdin`)),
    )
  } finally {
    client.release()
  }
}
