import { join } from 'node:path'
import { readConfig } from '#kit/io/config.ts'
import { openLog } from '#kit/io/log.ts'
import { loadMessages } from '#kit/io/messages.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { countImportDoubts, listDoubted, listImportDoubts, printDoubts } from '#onestop/procedures/public.ts'
import { openProgram } from './open-program.ts'
import { tellRefusal } from './tell.ts'

process.exitCode = await main()

/** Prints every doubt of the import of a catalogue: `node start.mjs doubts [number of the publication]`. */
async function main(): Promise<number> {
  const messages = await loadMessages(join(import.meta.dirname, '..'))
  const config = readConfig(process.env)
  const program = isRefused(config) ? config : await openProgram(config, openLog('warn'), { join: true })
  if (isRefused(program)) {
    tellRefusal(messages, program)
    return 1
  }
  const { db } = program.ctx
  for (const number of await listDoubted(db)) {
    if (process.argv[2] && process.argv[2] !== number) continue
    const counts = await countImportDoubts(db, number)
    process.stdout.write(`# ${number}\n${counts.map((one) => JSON.stringify(one)).join('\n')}\n\n`)
    process.stdout.write(`${printDoubts(await listImportDoubts(db, number))}\n`)
  }
  await program.close()
  return 0
}
