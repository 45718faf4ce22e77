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
