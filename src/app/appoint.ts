import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '#kit/io/config.ts'
import { openLog } from '#kit/io/log.ts'
import { loadMessages, type Messages, sentenceOf } from '#kit/io/messages.ts'
import { type Facts, isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { openAccount } from '#people/access/public.ts'
import { appointOfficer } from '#people/organization/public.ts'
import { loadContent } from './load-content.ts'
import { openProgram } from './open-program.ts'
import { tellRefusal } from './tell.ts'

const help = `node start.mjs appoint --officer id --name "full name" --post id --user name
  Enters an officer, the post that he holds from today on, and his account; asks for the password (or reads it from standard input).
  Posts stand in content/agencies/posts.yaml.
`

process.exitCode = await main()

async function main(): Promise<number> {
  const { values: asked } = parseArgs({
    options: {
      officer: { type: 'string' },
      name: { type: 'string' },
      post: { type: 'string' },
      user: { type: 'string' },
    },
  })
  const { officer, name, post, user } = asked
  if (!officer || !name || !post || !user) {
    process.stdout.write(help)
    return 2
  }
  const messages = await loadMessages(join(import.meta.dirname, '..'))
  const outcome = await appoint(messages, { officer, name, post, user })
  if (isRefused(outcome)) tellRefusal(messages, outcome)
  else say(messages, 'done', { name, post, user })
  return isRefused(outcome) ? 1 : 0
}

async function appoint(
  messages: Messages,
  asked: { readonly officer: string; readonly name: string; readonly post: string; readonly user: string },
): Promise<{ readonly done: true } | Refusal> {
  const config = readConfig(process.env)
  if (isRefused(config)) return config
  const program = await openProgram(config, openLog('warn'), { join: true })
  if (isRefused(program)) return program
  try {
    await loadContent(program.ctx, () => {})
    const { officer: officerId, name, post: postId, user: userName } = asked
    const appointed = await appointOfficer(program.ctx, { officerId, name, postId })
    if (isRefused(appointed)) return appointed
    return await openAccount(program.ctx, {
      officerId,
      userName,
      password: await askPassword(messages, userName),
    })
  } finally {
    await program.close()
  }
}

async function askPassword(messages: Messages, user: string): Promise<string> {
  if (process.stdin.isTTY) say(messages, 'password', { user })
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return ''
}

function say(messages: Messages, code: string, facts: Facts): void {
  for (const lang of ['vi', 'en'] as const)
    process.stdout.write(`${sentenceOf(messages, refuse(`label.appoint.${code}`, facts), lang)}\n`)
}
