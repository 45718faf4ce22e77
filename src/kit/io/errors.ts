import { type Refusal, refuse } from '#kit/values/refusal.ts'

/** What goes wrong with a folder or a disk and an operator can mend. */
export type FolderFault = Refusal<'folder-not-writable' | 'disk-full'>

/** The refusal that stands for an error of the operating system, or undefined when nobody foresaw it. */
export function faultOf(error: unknown, folder: string): FolderFault | undefined {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return refuse('disk-full', { folder })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return refuse('folder-not-writable', { folder })
  return undefined
}

/** The same from a line that another program wrote. */
export function faultOfText(line: string, folder: string): FolderFault | undefined {
  if (/No space left on device|Disk quota exceeded/.test(line)) return refuse('disk-full', { folder })
  if (/Permission denied|Read-only file system/.test(line)) return refuse('folder-not-writable', { folder })
  return undefined
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT', // the socket of a server that is not running
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
  '57P01', // administrator ended the session
  '57P02', // crash elsewhere
  '57P03', // starting up or shutting down
  '53300', // too many connections
  '08006',
  '08001',
])

/** Whether the database does not answer for the moment, as opposed to answering with an error. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && awayCodes.has(code))
    return code !== 'ENOENT' || /connect/.test(String(message))
  return /Connection terminated|timeout exceeded when trying to connect/.test(String(message))
}

/** Why a first connection failed, or undefined when that is nothing an operator can mend. */
export function connectionFaultOf(error: unknown, url: string): Refusal<'database-unreachable'> | undefined {
  const code = String((error as { code?: unknown } | null)?.code)
  const wrongEntry = code === '28P01' || code === '28000' || code === '3D000' || code === '42501'
  if (!wrongEntry && !isDatabaseAway(error)) return undefined
  const reason = (error as { message?: string }).message || code
  return refuse('database-unreachable', { address: withoutPassword(url), reason })
}

/** An address that may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@]*@/, '$1:…@').replace(/([?&]password=)[^&]*/, '$1…')
}
