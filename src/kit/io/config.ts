import { resolve } from 'node:path'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

/** What the surroundings decide; everything else is content. */
export type Config = {
  /** Undefined: the program starts a PostgreSQL of its own in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly host: string
  readonly port: number
  /** Absolute. Holds the embedded database, the files and the seals. */
  readonly dataDir: string
  /** Whether the demonstration year is loaded. */
  readonly demo: boolean
  readonly logLevel: string
  /** Where people reach the program, without a slash at the end: printed in QR codes, decides http or https. */
  readonly publicUrl: string
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Whether partners may have machines inside the network notified of changes. */
  readonly notifyInside: boolean
  /** Whether clients without a key may write at /ngsi-ld: for conformance runs, on this machine alone. */
  readonly ngsildAnonymousWrites: boolean
  /** Whether JSON-LD contexts that are not at hand are downloaded. */
  readonly ngsildContextDownload: boolean
  /** Database connections a process holds at most. */
  readonly connections: number
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/** Reads the environment; a value that makes no sense is refused by name rather than ignored. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): Config | Refusal<'setting-invalid'> {
  const port = wholeNumber(env.PORT ?? '8080', 0, 65_535)
  if (port === undefined) return bad('PORT', env.PORT, '0-65535')
  const connections = wholeNumber(env.DATABASE_CONNECTIONS ?? '10', 3, 1_000)
  if (connections === undefined) return bad('DATABASE_CONNECTIONS', env.DATABASE_CONNECTIONS, '3-1000')
  const logLevel = env.LOG_LEVEL || 'info'
  if (!levels.includes(logLevel)) return bad('LOG_LEVEL', logLevel, levels.join(', '))
  const demo = env.DEMO || '1'
  if (demo !== '0' && demo !== '1') return bad('DEMO', demo, '0, 1')
  const databaseUrl = env.DATABASE_URL || undefined
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    return bad('DATABASE_URL', '…', 'postgresql://…') // may hold a password: never repeated
  const host = env.HOST || '127.0.0.1'
  const publicUrl = (env.PUBLIC_URL || `http://${urlHost(host)}:${port}`).replace(/\/+$/, '')
  if (!URL.canParse(publicUrl) || !/^https?:/.test(publicUrl))
    return bad('PUBLIC_URL', publicUrl, 'https://…')
  const anonymous = env.NGSILD_ANONYMOUS || 'read'
  const anonymousAllowed = isLoopback(host) ? ['read', 'write'] : ['read']
  if (!anonymousAllowed.includes(anonymous))
    return bad('NGSILD_ANONYMOUS', anonymous, anonymousAllowed.join(', '))
  const download = env.NGSILD_CONTEXT_DOWNLOAD || '0'
  if (download !== '0' && download !== '1') return bad('NGSILD_CONTEXT_DOWNLOAD', download, '0, 1')
  return {
    databaseUrl,
    host,
    port,
    dataDir: resolve(env.DATA_DIR || '.data'),
    demo: demo === '1',
    logLevel,
    publicUrl,
    trustedProxies: (env.TRUSTED_PROXIES ?? '').split(',').filter((address) => address !== ''),
    notifyInside: env.NOTIFY_INSIDE === '1',
    ngsildAnonymousWrites: anonymous === 'write',
    ngsildContextDownload: download === '1',
    connections,
  }
}

/** Whether an address is this machine's own, out of reach for every other one. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function bad(name: string, value: string | undefined, allowed: string): Refusal<'setting-invalid'> {
  return refuse('setting-invalid', { name, value: value ?? '', allowed })
}

function wholeNumber(text: string, from: number, to: number): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= from && value <= to ? value : undefined
}

/** How a listening address is written in a URL: every address becomes this machine's own. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
