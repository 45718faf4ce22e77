import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '#kit/io/config.ts'
import type { Context } from '#kit/io/context.ts'
import { openLog } from '#kit/io/log.ts'
import { loadMessages, type Messages, sentenceOf } from '#kit/io/messages.ts'
import { type Facts, isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { checkRows } from '#onestop/dossiers/public.ts'
import { exportLog, type Fault, openSealKey, verifyLogs } from '#onestop/ledger/public.ts'
import { openProgram } from './open-program.ts'
import { sealFolders } from './reactions.ts'
import { tellRefusal } from './tell.ts'

const help = `npm run verify -- [--dossier id] [--published folder] [--public-key base64]
  Walks the log of every dossier (or one) and names the first entry of each that is not as it was written; then replays
  the logs and names every dossier that is shown otherwise than its log says, due time included.
  --published    compare with seals kept elsewhere; those of DATA_DIR when left out
  --export       write the log as lines of JSON for others to verify, without what entries carry
  --public-key   the province's key as it was published; that of DATA_DIR when left out
`

process.exitCode = await main()

async function main(): Promise<number> {
  const { values: asked, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dossier: { type: 'string' },
      published: { type: 'string' },
      'public-key': { type: 'string' },
      export: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const messages = await loadMessages(join(import.meta.dirname, '..'))
  if (asked.help || positionals[0] !== 'verify') {
    process.stdout.write(help)
    return asked.help ? 0 : 2
  }
  const config = readConfig(process.env)
  if (isRefused(config)) return told(messages, config)
  const program = await openProgram(config, openLog('warn'), { join: true })
  if (isRefused(program)) return told(messages, program)
  try {
    if (asked.export !== undefined) return await exportTo(messages, program.ctx, asked.export)
    const folders = sealFolders(config)
    const verdict = await verifyLogs(program.ctx.db, {
      dossierId: asked.dossier,
      publishedFolder: asked.published ?? (existsSync(folders.published) ? folders.published : undefined),
      publicKey: asked['public-key'] ?? (await ownPublicKey(config)),
    })
    const { dossiers, entries, seals, unsealed, faults } = verdict
    const counts = { dossiers, entries, seals, unsealed, faults: faults.length }
    if (faults.length === 0) say(messages, 'whole', { ...counts, seconds: verdict.seconds.toFixed(2) })
    else say(messages, 'broken', counts)
    for (const fault of faults) sayFault(messages, fault)
    if (faults.length > 0) return 1
    return await compareRows(messages, program.ctx, asked.dossier)
  } finally {
    await program.close()
  }
}

/** Replays the logs, which are whole, and compares what they give with what is shown. */
async function compareRows(messages: Messages, { db }: Context, dossierId?: string): Promise<number> {
  const { dossiers, alone, differences, olderCalendar, seconds } = await checkRows(db, dossierId)
  const faults = alone.length + differences.length
  say(messages, faults === 0 ? 'rows-whole' : 'rows-differ', {
    dossiers,
    faults,
    older: olderCalendar,
    seconds: seconds.toFixed(2),
  })
  for (const id of alone) say(messages, 'row-alone', { dossier: id })
  for (const { id, columns } of differences)
    say(messages, 'row-differs', { dossier: id, columns: Object.keys(columns).join(', ') })
  return faults === 0 ? 0 : 1
}

/** The public half of our own key, unless it was never made: verifying makes nothing. */
async function ownPublicKey(config: Config): Promise<string | undefined> {
  const { key } = sealFolders(config)
  return existsSync(join(key, 'seal-key.pem')) ? (await openSealKey(key)).publicKey : undefined
}

function sayFault(messages: Messages, { kind, dossierId, sequence, note }: Fault): void {
  say(messages, 'fault', { kind, dossier: dossierId ?? '-', sequence, note })
}

function say(messages: Messages, code: string, facts: Facts): void {
  const sentence = refuse(`label.verify.${code}`, facts)
  for (const lang of ['vi', 'en'] as const) process.stdout.write(`${sentenceOf(messages, sentence, lang)}\n`)
}

function told(messages: Messages, refusal: Refusal): number {
  tellRefusal(messages, refusal)
  return 1
}

/** Writes the log to a new file, so that nothing that stands there is lost. */
async function exportTo(messages: Messages, ctx: Context, path: string): Promise<number> {
  const to = createWriteStream(path, { flags: 'wx' })
  const entries = await exportLog(ctx.db, to)
  await finished(to.end())
  say(messages, 'exported', { entries, path })
  return 0
}
