import { createServer } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Config, readConfig } from '#kit/io/config.ts'
import { faultOf } from '#kit/io/errors.ts'
import { hint } from '#kit/io/hints.ts'
import { openLog } from '#kit/io/log.ts'
import { messageOf } from '#kit/io/loop.ts'
import { loadMessages, type Messages } from '#kit/io/messages.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { loadDemo } from './demo/load-demo.ts'
import { loadContent } from './load-content.ts'
import { openProgram, type Program } from './open-program.ts'
import { printAddresses } from './print-addresses.ts'
import { buildWeb, hasScreens } from './serve.ts'
import type { DemoState } from './surface/visit.ts'
import { openProgress, tellRefusal } from './tell.ts'
import { readVersion } from './version.ts'
import { type Background, startBackground } from './worker.ts'

/** Which part of the program a process is: both (`start`), or one of them. */
type Part = 'start' | 'web' | 'worker'

const source = join(import.meta.dirname, '..')
const drainMs = 10_000

await main()

async function main(): Promise<void> {
  const messages = await loadMessages(source)
  const asked = process.argv[2] ?? 'start'
  const part: Part = asked === 'web' || asked === 'worker' ? asked : 'start'
  try {
    const refused = await run(part, messages)
    if (refused === undefined) return
    tellRefusal(messages, refused)
  } catch (error) {
    const fault = faultOf(error, 'DATA_DIR')
    if (fault) tellRefusal(messages, fault)
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }
  process.exit(1)
}

/** Runs until it is told to end; answers why it could not. */
async function run(part: Part, messages: Messages): Promise<Refusal | undefined> {
  const config = readConfig(process.env)
  if (isRefused(config)) return config
  const taken = part === 'worker' ? undefined : await findPortFault(config)
  if (taken) return taken
  const log = openLog(config.logLevel)
  const program = await openProgram(config, log, { join: part === 'worker' })
  if (isRefused(program)) return program
  const held: { program: Program; background?: Background; server?: FastifyInstance } = { program }
  endWhenTold(held, messages)
  const demo = part === 'worker' ? { accounts: null } : await load(program, config)
  if (part !== 'web') held.background = startBackground(program.ctx, config)
  if (part === 'worker') {
    log.info({ part }, 'started')
    return undefined
  }
  const wake = held.background?.wake ?? openHint(program)
  held.server = await buildWeb(program.ctx, config, {
    messages,
    demo,
    version: readVersion(),
    afterWrite: wake,
  })
  await held.server.listen({ host: config.host, port: config.port })
  if (!hasScreens()) tellRefusal(messages, refuse('screens-missing'))
  printAddresses(held.server, config, messages, demo)
  return undefined
}

/** Brings the content and the demonstration into the database; ends the database in order when that fails. */
async function load({ ctx, close }: Program, config: Config): Promise<DemoState> {
  const progress = openProgress()
  try {
    await loadContent(ctx, progress.report)
    return config.demo ? await loadDemo(ctx, progress.report) : { accounts: null }
  } catch (error) {
    await close()
    throw error
  } finally {
    progress.end()
  }
}

/** Tells the workers of other processes of new work, at most ten times a second. */
function openHint({ ctx }: Program): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      hint(ctx.db.pool).catch((error) => ctx.log.warn({ error: messageOf(error) }, 'a hint was lost'))
    }, 100)
  }
}

/** Whether the address can be opened, found before minutes are spent on loading. */
function findPortFault({ host, port }: Config): Promise<Refusal | undefined> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      done(
        error.code === 'EADDRINUSE'
          ? refuse('port-taken', { host, port, next: port + 1 })
          : refuse('address-not-available', { host, port, reason: error.code ?? error.message }),
      ),
    )
    probe.listen({ host, port }, () => probe.close(() => done(undefined)))
  })
}

/** Ends in order on Ctrl-C, SIGTERM, or when the process that started this one is gone; at once when told twice. */
function endWhenTold(
  held: { program: Program; background?: Background; server?: FastifyInstance },
  messages: Messages,
): void {
  let ending = false
  const end = async (code: number) => {
    if (ending) process.exit(code || 130)
    ending = true
    await within(drainMs, held.server?.close())
    await within(drainMs, held.background?.stop())
    await within(drainMs, held.program.close())
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  if (process.channel) {
    process.on('disconnect', () => end(0))
    process.channel.unref()
  }
  const crash = (error: unknown) => {
    held.program.ctx.log.error(
      { error: messageOf(error), stack: (error as Error)?.stack },
      'the program ends: unforeseen',
    )
    end(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  held.program.databaseEnded.then((reason) => {
    if (ending) return
    tellRefusal(messages, reason)
    end(1)
  })
}

async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, new Promise((done) => setTimeout(done, ms).unref())])
}
