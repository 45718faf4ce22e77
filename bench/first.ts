import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { contentFolder } from '#app/load-content.ts'
import { openDatabase } from '#kit/io/database.ts'
import { storeDocument } from '#onestop/documents/public.ts'
import { actRequest, fileRequest, filingOf, signIn, stepsOf } from './kit/acts.ts'
import { openConnection } from './kit/connection.ts'
import { fillHouse, type Maker, openMaker } from './kit/histories.ts'
import { type House, openHouse, optionsOf, unrefused } from './kit/house.ts'
import { type Caller, runLoad } from './kit/load.ts'
import { busySeconds, cpuSeconds, describeMachine, familyOf, median } from './kit/machine.ts'
import { findLines, type Line } from './kit/officers.ts'
import { countTouched } from './kit/pages.ts'
import { hasPgbench, type Measured, runPgbench } from './kit/pgbench.ts'
import { type Program, startProgram, stopProgram } from './kit/program.ts'

const works = ['file', 'advance', 'inbox', 'track'] as const
type Work = (typeof works)[number]

/** One round of one work: the floor or ours. Processor time is in milliseconds a unit of work. */
type Round = Measured & { readonly cpuServer: number; readonly cpuPostgres: number; readonly others: number }

type Stage = {
  readonly house: House
  readonly maker: Maker
  readonly documentId: string
  readonly programs: readonly Program[]
  readonly tokens: ReadonlyMap<string, string>
  readonly dossiers: number
  readonly open: number
  readonly codes: readonly string[]
}

/**
 * `npm run bench [-- first --dossiers 100000 --rounds 5 --seconds 10 --connections 8 --servers 2 --pages]`: filing, advancing,
 * the inbox and tracking through HTTP with rights and validation, against the same statements by pgbench on the
 * same PostgreSQL, in turns. The figures of record are the ratios: R of the rates, C of the processor times.
 */
export async function benchFirst(args: readonly string[]): Promise<void> {
  if (!hasPgbench())
    throw new Error('pgbench is not on this machine (Debian: apt-get install postgresql-contrib)')
  const options = optionsOf(args)
  const number = (name: string, otherwise: number) => Number(options.get(name) ?? otherwise)
  const asked = {
    rounds: number('rounds', 5),
    seconds: number('seconds', 10),
    connections: number('connections', 8),
  }
  const chosen = works.filter((work) => (options.get('works') ?? works.join(',')).split(',').includes(work))
  const flags = options.has('profile') ? ['--cpu-prof', `--cpu-prof-dir=${options.get('profile')}`] : []
  const stage = await openStage(number('dossiers', 100_000), number('servers', 2), flags)
  try {
    await tellSettings(stage)
    const rounds = new Map<string, Round[]>()
    for (const work of chosen) await runOurs(stage, work, { ...asked, seconds: 3 }) // warm
    for (let round = 0; round < asked.rounds; round++)
      for (const work of chosen) {
        keep(rounds, `floor ${work}`, await runFloor(stage, work, asked))
        keep(rounds, `ours ${work}`, await runOurs(stage, work, asked))
      }
    for (const work of chosen)
      tell(stage, work, rounds.get(`floor ${work}`) ?? [], rounds.get(`ours ${work}`) ?? [], asked)
    if (chosen.includes('inbox')) await tellPaging(stage)
    for (const work of options.has('pages') ? chosen : []) await tellTouched(stage, work)
  } finally {
    for (const program of stage.programs) await stopProgram(program)
    await stage.house.close()
  }
}

function keep(rounds: Map<string, Round[]>, name: string, round: Round): void {
  rounds.set(name, [...(rounds.get(name) ?? []), round])
  process.stderr.write(
    `${name}: ${round.perSecond.toFixed(0)}/s, p95 ${round.p95.toFixed(1)} ms, others ${round.others.toFixed(2)} core\n`,
  )
}

async function openStage(dossiers: number, servers: number, flags: readonly string[]): Promise<Stage> {
  const house = await openHouse()
  const maker = await openMaker(house.ctx, await findLines(house.ctx))
  await fillHouse(house.ctx, house.postgres.url, maker, dossiers, () => {})
  const sample = await readFile(join(contentFolder, 'demo', 'tep-minh-hoa.pdf'))
  const { id } = unrefused(
    await storeDocument(house.ctx, {
      name: 'tep-minh-hoa.pdf',
      content: Readable.from([sample]),
      uploadedBy: { kind: 'system' },
      belongsTo: { filingToken: randomUUID() },
    }),
  )
  const open = await prepareFloor(house, maker.lines)
  const env = { DATA_DIR: house.dataDir, DATABASE_URL: house.postgres.url, DATABASE_CONNECTIONS: '8' }
  const programs: Program[] = []
  for (let server = 0; server < servers; server++) programs.push(await startProgram('web', env, flags))
  const connection = await openConnection(programs[0]?.port ?? 0)
  const tokens = await signIn(house, maker.lines, connection)
  connection.close()
  const codes = await house.ctx.db.text<{ code: string }>('select code from onestop.dossiers order by id')
  return {
    house,
    maker,
    documentId: id,
    programs,
    tokens,
    dossiers,
    open,
    codes: codes.map(({ code }) => code),
  }
}

/** Tables of the floor's own that stand for what a caller knows: codes and posts by number. */
async function prepareFloor(house: House, lines: readonly Line[]): Promise<number> {
  const db = openDatabase({ url: house.postgres.url, connections: 1 })
  const posts = [...new Map(lines.map((line) => [line.caseOfficer.postId, line.agencyId]))]
  await db.text('create schema bench')
  await db.text(
    'create table bench.posts (n int primary key, post_id text not null, agency_id text not null)',
  )
  for (const [index, [post, agency]] of posts.entries())
    await db.text('insert into bench.posts values ($1, $2, $3)', [index + 1, post, agency])
  await db.text(
    'create table bench.dossiers as select row_number() over (order by id)::int as n, code from onestop.dossiers',
  )
  await db.text(
    `create table bench.open as select row_number() over (order by id)::int as n, agency_id, id, code from onestop.dossiers where ended_at is null`,
  )
  await db.text('create unique index on bench.dossiers (n)')
  await db.text('create unique index on bench.open (n)')
  await db.text('vacuum (analyze)')
  const [row] = await db.text<{ n: number }>('select count(*) as n from bench.open')
  await db.close()
  return row?.n ?? 0
}

async function tellSettings({ house, dossiers, programs }: Stage): Promise<void> {
  const rows = await house.ctx.db.text<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'shared_buffers')`,
  )
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  process.stdout.write(
    `${JSON.stringify({ machine: describeMachine(), dossiers, servers: programs.length, ...settings })}\n`,
  )
}

type Asked = { readonly seconds: number; readonly connections: number }

async function runFloor(stage: Stage, work: Work, { seconds, connections }: Asked): Promise<Round> {
  const text = await readFile(join(import.meta.dirname, 'floor', `${work}.sql`), 'utf8')
  const { input } = filingOf(stage.maker, stage.documentId, 1)
  const content = JSON.stringify({ ...input, kind: 'file', channel: 'online' })
    .replaceAll("'", "''")
    .replaceAll(':', '\\u003a')
  const script = text.replace('__CONTENT__', content.replaceAll('\\u003a', ': '))
  const variables = {
    max: stage.dossiers,
    open: stage.open,
    posts: new Set(stage.maker.lines.map((line) => line.caseOfficer.postId)).size,
  }
  return measure(
    stage,
    () => runPgbench({ url: stage.house.postgres.url, script, clients: connections, seconds, variables }),
    seconds,
  )
}

async function runOurs(stage: Stage, work: Work, { seconds, connections }: Asked): Promise<Round> {
  const callers = await Promise.all(
    Array.from({ length: connections }, (_, index) => callerOf(stage, work, index, seconds)),
  )
  const run = () => runLoad({ ports: stage.programs.map(({ port }) => port), callers, seconds })
  const round = await measure(stage, run, seconds)
  if (round.failed > 0) throw new Error(`${work}: ${round.failed} failed, ${round.firstFailure}`)
  return round
}

async function measure<Some extends Measured>(
  stage: Stage,
  run: () => Promise<Some>,
  seconds: number,
): Promise<Some & Round> {
  await stage.house.ctx.db.text('select 1')
  const server = () => cpuSeconds(stage.programs.map((program) => program.process.pid ?? 0))
  const postgres = () => cpuSeconds(familyOf(stage.house.postgres.pid))
  // The backends of pgbench end with it: their time is in the postmaster's once they are buried.
  const before = { server: server(), postgres: postgres(), busy: busySeconds(), own: process.cpuUsage() }
  const measured = await run()
  const own = process.cpuUsage(before.own)
  const used = {
    server: server() - before.server,
    postgres: postgres() - before.postgres,
    own: (own.user + own.system) / 1e6,
  }
  const units = measured.perSecond * seconds
  const others = (busySeconds() - before.busy - used.server - used.postgres - used.own) / seconds
  return {
    ...measured,
    cpuServer: (used.server * 1000) / units,
    cpuPostgres: (used.postgres * 1000) / units,
    others,
  }
}

let filed = 0

/** A caller of a work with all that he needs beforehand. */
async function callerOf(stage: Stage, work: Work, index: number, seconds: number): Promise<Caller> {
  const success = ({ status }: { status: number }) => status >= 200 && status < 300
  switch (work) {
    case 'file':
      return {
        next: () => fileRequest(filingOf(stage.maker, stage.documentId, ++filed).input),
        hear: success,
      }
    case 'track':
      return {
        next: () => ({
          method: 'GET',
          path: `/api/dossiers/${stage.codes[Math.floor(Math.random() * stage.codes.length)]}/tracking`,
        }),
        hear: success,
      }
    case 'inbox': {
      const officers = [...new Set(stage.maker.lines.map((line) => line.caseOfficer.officerId))]
      return {
        next: () => ({
          method: 'GET',
          path: '/api/dossiers?queue=mine',
          headers: {
            authorization: `Bearer ${stage.tokens.get(officers[Math.floor(Math.random() * officers.length)] ?? '')}`,
          },
        }),
        hear: success,
      }
    }
    case 'advance':
      return advancer(stage, index, seconds)
  }
}

/** Walks dossiers that it filed beforehand, five steps each. */
async function advancer(stage: Stage, index: number, seconds: number): Promise<Caller> {
  const ready: { code: string; line: Line }[] = []
  const connection = await openConnection(stage.programs[index % stage.programs.length]?.port ?? 0)
  for (let count = 0; count < 30 * seconds; count++) {
    const { input, line } = filingOf(stage.maker, stage.documentId, ++filed)
    const { body } = await connection.ask(fileRequest(input))
    ready.push({ code: (JSON.parse(body.toString()) as { code: string }).code, line })
  }
  connection.close()
  let current = ready.pop()
  let step = 0
  return {
    next() {
      if (step === 5) {
        current = ready.pop()
        step = 0
      }
      if (!current) return undefined
      const { action, officerId } = stepsOf(current.line)[step++] ?? {}
      return action && actRequest(current.code, action, stage.tokens.get(officerId ?? '') ?? '', randomUUID())
    },
    hear: ({ status }) => status === 200,
  }
}

function tell(stage: Stage, work: Work, floor: readonly Round[], ours: readonly Round[], asked: Asked): void {
  const middle = (rounds: readonly Round[], of: keyof Round) => median(rounds.map((round) => round[of]))
  const cpu = (rounds: readonly Round[]) =>
    median(rounds.map((round) => round.cpuServer * (rounds === floor ? 0 : 1) + round.cpuPostgres))
  const others = Math.max(...[...floor, ...ours].map((round) => round.others))
  const figures = {
    work,
    dossiers: stage.dossiers,
    connections: asked.connections,
    R: +(middle(ours, 'perSecond') / middle(floor, 'perSecond')).toFixed(3),
    C: +(cpu(ours) / cpu(floor)).toFixed(2),
    ours: Math.round(middle(ours, 'perSecond')),
    floor: Math.round(middle(floor, 'perSecond')),
    p50: +middle(ours, 'p50').toFixed(1),
    p95: +middle(ours, 'p95').toFixed(1),
    p99: +middle(ours, 'p99').toFixed(1),
    cpuServer: +middle(ours, 'cpuServer').toFixed(3),
    cpuPostgres: +middle(ours, 'cpuPostgres').toFixed(3),
    cpuFloor: +middle(floor, 'cpuPostgres').toFixed(3),
    othersCores: +others.toFixed(2),
    ...(others > 0.3 ? { disturbed: 'others worked on this machine: not of record, run it again' } : {}),
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

/** What PostgreSQL touches for a unit of ours: how it grows with the number of dossiers does not hang on the machine. */
async function tellTouched(stage: Stage, work: Work): Promise<void> {
  const units = work === 'advance' ? 25 : 200
  const caller = await callerOf(stage, work, 0, 1)
  const connection = await openConnection(stage.programs[0]?.port ?? 0)
  const touched = await countTouched(stage.house.ctx, units, async () => {
    const request = caller.next()
    const answer = request && (await connection.ask(request))
    if (!answer || !caller.hear(answer)) throw new Error(`${work}: ${answer?.status} ${answer?.body}`)
  })
  connection.close()
  process.stdout.write(`${JSON.stringify({ work, dossiers: stage.dossiers, units, ...touched })}\n`)
}

/** Pages to the twentieth by the cursor: how long each took. */
async function tellPaging(stage: Stage): Promise<void> {
  const connection = await openConnection(stage.programs[0]?.port ?? 0)
  const token = stage.tokens.get(stage.maker.lines[0]?.caseOfficer.officerId ?? '')
  const times: number[] = []
  let after = ''
  for (let page = 1; page <= 20; page++) {
    const began = performance.now()
    const { body } = await connection.ask({
      method: 'GET',
      path: `/api/dossiers?queue=mine${after && `&after=${after}`}`,
      headers: { authorization: `Bearer ${token}` },
    })
    times.push(performance.now() - began)
    const next = (JSON.parse(body.toString()) as { next: string | null }).next
    if (next === null) break
    after = next
  }
  connection.close()
  process.stdout.write(
    `${JSON.stringify({ work: 'inbox pages', pages: times.length, first: +(times[0] ?? 0).toFixed(1), last: +(times.at(-1) ?? 0).toFixed(1) })}\n`,
  )
}
