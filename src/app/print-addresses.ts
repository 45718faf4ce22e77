import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#kit/io/config.ts'
import { type Messages, wordFor } from '#kit/io/messages.ts'
import type { DemoState } from './surface/visit.ts'

const places = { portal: '/', desk: '/can-bo', wall: '/dieu-hanh', api: '/api/docs' } as const

/** Tells where everything is and who may sign in to the demonstration. */
export function printAddresses(
  server: FastifyInstance,
  config: Config,
  messages: Messages,
  demo: DemoState,
): void {
  const { port } = server.server.address() as AddressInfo
  const base = config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl
  const both = (code: string) =>
    (['vi', 'en'] as const).map((lang) => wordFor(messages, lang, `label.start.${code}`)).join(' / ')
  const named = Object.entries(places).map(([code, path]) => [both(code), `${base}${path}`] as const)
  const width = Math.max(...named.map(([name]) => name.length))
  const accounts = demo.accounts && [
    '',
    `  ${both('accounts')}: ${demo.accounts.password}`,
    ...demo.accounts.accounts.map(({ userName, postTitle }) => `    ${userName.padEnd(18)} ${postTitle}`),
  ]
  const lines = [
    '',
    both('running'),
    ...named.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`),
    ...(accounts ?? []),
    '',
    `  ${both('stop')}`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
