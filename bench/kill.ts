import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { contentFolder } from '#app/load-content.ts'
import { openDatabase } from '#kit/io/database.ts'
import { findRunningPostgres } from '#kit/io/embedded-postgres.ts'
import { storeDocument } from '#onestop/documents/public.ts'
import { checkRows } from '#onestop/dossiers/public.ts'
import { verifyLogs } from '#onestop/ledger/public.ts'
import { actRequest, fileRequest, filingOf, signIn, stepsOf } from './kit/acts.ts'
import { type Connection, openConnection, type Request } from './kit/connection.ts'
import { type Maker, openMaker } from './kit/histories.ts'
import { type House, openHouse, optionsOf, unrefused } from './kit/house.ts'
import { describeMachine, median, quantile } from './kit/machine.ts'
import { findLines, type Line } from './kit/officers.ts'
import { killProgram, type Program, pause, startProgram, stopProgram, type Target } from './kit/program.ts'

/** What was promised to a caller: the oracle. */
type Promised = { readonly requestId: string; readonly code: string; readonly sequence: number }
type Pending = { readonly request: Request; readonly requestId: string; readonly line: Line }

export type KillReport = {
  readonly kills: number
  readonly target: Target | 'mixed'
  readonly synchronousCommit: 'on' | 'off'
  readonly acknowledged: number
  /** Acknowledged writes that are not there, or not as they were answered. */
  readonly lost: number
  /** Requests that acted twice, and dossiers that nobody asked for. */
  readonly duplicates: number
  /** Rows without a log, logs without a row, actions without their message to reactions. */
  readonly torn: number
  readonly brokenChains: number
  readonly rowsUnlikeLog: number
  /** Requests without an answer at a kill, sent again and answered. */
  readonly sentAgain: number
  readonly recoverySeconds: { readonly median: number; readonly p99: number; readonly most: number }
}

type World = {
  readonly maker: Maker
  readonly house: Pick<House, 'password' | 'userNames' | 'dataDir'>
  readonly documentId: string
  readonly promised: Promised[]
  pending: Pending[]
  filed: number
}

/**
 * Kills the real program under load and looks whether it kept its word. The oracle is what callers were told: every
 * acknowledged filing and action must be there once, as answered, after every restart.
 */
export async function killTest(options: {
  readonly kills: number
  readonly target?: Target | undefined
  readonly writers?: number
  readonly synchronousCommit?: 'on' | 'off'
  readonly report?: (line: string) => void
}): Promise<KillReport> {
  const { kills, writers = 8, synchronousCommit = 'on' } = options
  const house = await openHouse()
  const world = await openWorld(house)
  if (synchronousCommit === 'off') await relax(house.postgres.url)
  await house.close(true)
  const recoveries: number[] = []
  let sentAgain = 0
  let program = await startProgram('start', { DATA_DIR: house.dataDir })
  try {
    let tokens = await signInAt(world, program)
    for (let kill = 1; kill <= kills; kill++) {
      const target = options.target ?? (['server', 'postgres', 'both'] as const)[kill % 3] ?? 'both'
      await loadUntilKilled(world, program, tokens, writers, target)
      const began = Date.now()
      program = await startProgram('start', { DATA_DIR: house.dataDir })
      recoveries.push((Date.now() - began) / 1000)
      if (synchronousCommit === 'on') sentAgain += await sendAgain(world, program)
      else tokens = await startOver(world, program)
      options.report?.(
        `${kill}/${kills} ${target}: ${world.promised.length} acknowledged, back in ${recoveries.at(-1)?.toFixed(1)} s`,
      )
    }
    const judged = await judge(world)
    return {
      kills,
      target: options.target ?? 'mixed',
      synchronousCommit,
      acknowledged: world.promised.length,
      ...judged,
      sentAgain,
      recoverySeconds: {
        median: median(recoveries),
        p99: quantile(recoveries, 0.99),
        most: Math.max(...recoveries),
      },
    }
  } finally {
    await stopProgram(program)
    await rm(house.dataDir, { recursive: true, force: true })
  }
}

async function openWorld(house: House): Promise<World> {
  const maker = await openMaker(house.ctx, await findLines(house.ctx))
  const sample = await readFile(join(contentFolder, 'demo', 'tep-minh-hoa.pdf'))
  const { id } = unrefused(
    await storeDocument(house.ctx, {
      name: 'tep-minh-hoa.pdf',
      content: Readable.from([sample]),
      uploadedBy: { kind: 'system' },
      belongsTo: { filingToken: randomUUID() },
    }),
  )
  return { maker, house, documentId: id, promised: [], pending: [], filed: 0 }
}

/** The positive control: a database that says "done" before it is on disk. */
async function relax(url: string): Promise<void> {
  const db = openDatabase({ url, connections: 1 })
  await db.text('alter system set synchronous_commit = off')
  await db.text(`alter system set wal_writer_delay = '10s'`)
  await db.close()
}

async function signInAt(world: World, program: Program): Promise<Map<string, string>> {
  const connection = await openConnection(program.port)
  const tokens = await signIn(world.house, world.maker.lines, connection)
  connection.close()
  return tokens
}

/** After a database that forgets, sessions are gone as well, and nobody can count on asking again. */
function startOver(world: World, program: Program): Promise<Map<string, string>> {
  world.pending = []
  return signInAt(world, program)
}

/** Writers file and advance until the blow falls at a random moment. */
async function loadUntilKilled(
  world: World,
  program: Program,
  tokens: ReadonlyMap<string, string>,
  writers: number,
  target: Target,
): Promise<void> {
  const working = Array.from({ length: writers }, () => write(world, program.port, tokens))
  const before = world.promised.length
  for (let waited = 0; world.promised.length === before && waited < 20_000; waited += 5) await pause(5)
  await pause(Math.random() * 1_500)
  await killProgram(program, world.house.dataDir, target)
  await Promise.all(working)
}

/** One caller: files a dossier and brings it to its end, again and again, until the connection dies. */
async function write(world: World, port: number, tokens: ReadonlyMap<string, string>): Promise<void> {
  const connection = await openConnection(port).catch(() => undefined)
  if (!connection) return
  for (;;) {
    world.filed += 1
    const { input, line } = filingOf(world.maker, world.documentId, world.filed)
    const code = await send(world, connection, {
      request: fileRequest(input),
      requestId: input.requestId,
      line,
    })
    if (code === undefined) return
    for (const { action, officerId } of stepsOf(line)) {
      const requestId = randomUUID()
      const request = actRequest(code, action, tokens.get(officerId) ?? '', requestId)
      if ((await send(world, connection, { request, requestId, line })) === undefined) return
    }
  }
}

/** Sends a write and notes what is answered; undefined when no promise came back. */
async function send(world: World, connection: Connection, pending: Pending): Promise<string | undefined> {
  world.pending.push(pending)
  const answer = await connection.ask(pending.request).catch(() => undefined)
  if (answer === undefined || answer.status >= 500) return undefined
  world.pending = world.pending.filter((one) => one !== pending)
  if (answer.status >= 300)
    throw new Error(`refused: ${answer.status} ${answer.body} to ${pending.request.body}`)
  const { code, sequence = 1 } = JSON.parse(answer.body.toString()) as { code: string; sequence?: number }
  world.promised.push({ requestId: pending.requestId, code, sequence })
  return code
}

/** Callers who got no answer ask again with the same request id, as a browser or a colleague does. */
async function sendAgain(world: World, program: Program): Promise<number> {
  const waiting = world.pending
  world.pending = []
  const connection = await openConnection(program.port)
  for (const pending of waiting)
    if ((await send(world, connection, pending)) === undefined)
      throw new Error('a repeated request was not answered')
  connection.close()
  return waiting.length
}

/** Compares what was promised with what is there, read past the program. */
async function judge(world: World) {
  const url = await findRunningPostgres(join(world.house.dataDir, 'postgres'))
  if (url === undefined) throw new Error('the database does not run')
  const db = openDatabase({ url, connections: 3 })
  try {
    const rows = await db.text<{ request: string; code: string; sequence: number; told: boolean }>(
      `select a.request_id as request, d.code, a.sequence, exists (
         select from kit.outbox o where o.key = a.dossier_id::text and (o.payload->>'sequence')::int = a.sequence) as told
       from onestop.dossier_actions a left join onestop.dossiers d on d.agency_id = a.agency_id and d.id = a.dossier_id`,
    )
    const there = new Map(rows.map((row) => [row.request, row]))
    const lost = world.promised.filter(({ requestId, code, sequence }) => {
      const row = there.get(requestId)
      return row?.code !== code || row.sequence !== sequence
    })
    const asked = new Set(world.promised.map(({ requestId }) => requestId))
    const unasked = rows.filter(({ request }) => !asked.has(request))
    const untold = rows.filter(({ told }) => !told)
    const { alone, differences } = await checkRows(db)
    const { faults } = await verifyLogs(db)
    return {
      lost: lost.length,
      duplicates: rows.length - there.size + unasked.length,
      torn: alone.length + untold.length,
      brokenChains: faults.length,
      rowsUnlikeLog: differences.length,
    }
  } finally {
    await db.close()
  }
}

/** Whether a report shows a program that kept its word. */
export function keptItsWord(report: KillReport): boolean {
  const { lost, duplicates, torn, brokenChains, rowsUnlikeLog } = report
  return lost + duplicates + torn + brokenChains + rowsUnlikeLog === 0 && report.acknowledged > 0
}

/**
 * `npm run bench -- kill [--kills 20] [--target server|postgres|both]`: the test, then the control, which runs the same
 * on a database told to acknowledge before it writes. When the control loses nothing, the test proves nothing.
 */
export async function benchKill(args: readonly string[]): Promise<void> {
  const options = optionsOf(args)
  const report = (line: string) => process.stderr.write(`${line}\n`)
  const tested = await killTest({
    kills: Number(options.get('kills') ?? 20),
    target: options.get('target') as Target | undefined,
    report,
  })
  process.stdout.write(`${JSON.stringify({ ...tested, machine: describeMachine() })}\n`)
  const control = await killTest({
    kills: Number(options.get('control') ?? 3),
    target: 'both',
    synchronousCommit: 'off',
    report,
  })
  process.stdout.write(`${JSON.stringify({ control: true, ...control })}\n`)
  if (control.lost === 0) process.stdout.write('the control lost nothing: this run proves nothing\n')
  if (!keptItsWord(tested) || control.lost === 0) process.exitCode = 1
}
