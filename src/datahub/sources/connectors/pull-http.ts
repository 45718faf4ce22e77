import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Connector } from '../contract.ts'
import { listIn, valueAt } from '../readers/read-json.ts'
import { type Bounds, type FetchRefusal, fetchPage, type Page } from './fetch-page.ts'

/** What a pull brought: its content under a name, and where the next one goes on. `unchanged`: the source says so. */
export type Pulled = {
  readonly unchanged: boolean
  readonly fileName: string
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  readonly etag: string | null
  readonly lastModified: string | null
  readonly cursor: string | null
}
type Http = Extract<Connector, { kind: 'http' }>
type Before = {
  readonly etag: string | null
  readonly lastModified: string | null
  readonly cursor: string | null
}
export type PullRefusal = FetchRefusal | Refusal<'source-answered' | 'file-unreadable' | 'no-table'>

const limits = { mostBytes: 100 * 1024 * 1024, mostMs: 60_000 }
const mostPages = 1_000

/**
 * Pulls a source over HTTP: conditionally (ETag, If-Modified-Since) where it has one page, page by page where it has
 * several. Pages of rows are joined into one file of a row a line. Refuses what `fetchPage` refuses, and
 * `source-answered` when the status is not a success.
 */
export async function pullHttp(
  connector: Http,
  secret: string | null,
  before: Before,
): Promise<Pulled | PullRefusal> {
  const bounds: Bounds = { privateAddresses: connector.privateAddresses, ...limits }
  const headers = { accept: '*/*', ...connector.headers, ...secretHeader(connector, secret) }
  return connector.paging.kind === 'none'
    ? pullOnce(connector, headers, bounds, before)
    : pullPages(connector, headers, bounds, before)
}

function secretHeader({ secretHeader: name }: Http, secret: string | null): Record<string, string> {
  return name !== null && secret !== null ? { [name]: secret } : {}
}

async function pullOnce(
  connector: Http,
  headers: Record<string, string>,
  bounds: Bounds,
  before: Before,
): Promise<Pulled | PullRefusal> {
  const conditions = {
    ...(before.etag ? { 'if-none-match': before.etag } : {}),
    ...(before.lastModified ? { 'if-modified-since': before.lastModified } : {}),
  }
  const page = await fetchPage(connector.url, { ...headers, ...conditions }, bounds)
  if (isRefused(page)) return page
  const told = {
    etag: page.headers.etag ?? null,
    lastModified: page.headers['last-modified'] ?? null,
    cursor: before.cursor,
  }
  if (page.status === 304) return { ...before, unchanged: true, fileName: '', pieces: [] }
  if (page.status !== 200) return refuse('source-answered', { status: page.status })
  return { ...told, unchanged: false, fileName: `${connector.kind}.${connector.format}`, pieces: [page.body] }
}

async function pullPages(
  connector: Http,
  headers: Record<string, string>,
  bounds: Bounds,
  before: Before,
): Promise<Pulled | PullRefusal> {
  const { paging } = connector
  const lines: Buffer[] = []
  const asked = new Set<string>()
  let cursor = before.cursor
  let url: string | undefined = firstUrl(connector, cursor)
  for (let number = 0; url !== undefined && number < mostPages && !asked.has(url); number++) {
    asked.add(url)
    const page: Page | FetchRefusal = await fetchPage(url, headers, bounds)
    if (isRefused(page)) return page
    if (page.status !== 200) return refuse('source-answered', { status: page.status })
    const read = parse(page.body)
    if (read === undefined) return refuse('file-unreadable', { file: connector.url, reason: 'JSON' })
    const rows = listIn(read.value, connector.rowsAt)
    if (!rows) return refuse('no-table', { file: connector.url })
    lines.push(...rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`)))
    url = undefined
    if (paging.kind === 'next-link') url = nextLink(read.value, paging.at, page, connector.url)
    else if (paging.kind === 'page-number' && rows.length > 0)
      url = withParameter(connector.url, paging.parameter, String(paging.first + number + 1))
    else if (paging.kind === 'cursor') {
      const next = valueAt(read.value, paging.at)
      if (next !== null && next !== undefined && next !== '') {
        cursor = String(next)
        if (rows.length > 0) url = withParameter(connector.url, paging.parameter, cursor)
      }
    }
  }
  return { unchanged: false, fileName: 'pages.ndjson', pieces: lines, etag: null, lastModified: null, cursor }
}

function firstUrl({ url, paging }: Http, cursor: string | null): string {
  if (paging.kind === 'page-number') return withParameter(url, paging.parameter, String(paging.first))
  return paging.kind === 'cursor' && cursor !== null ? withParameter(url, paging.parameter, cursor) : url
}

/** The next page by a member of the answer, or by the header `Link: <…>; rel="next"` when no member is named. */
function nextLink(answer: unknown, at: string, page: Page, base: string): string | undefined {
  const told =
    at === '' ? /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(page.headers.link ?? '')?.[1] : valueAt(answer, at)
  return typeof told === 'string' && told !== '' ? new URL(told, base).href : undefined
}

function withParameter(url: string, name: string, value: string): string {
  const next = new URL(url)
  next.searchParams.set(name, value)
  return next.href
}

function parse(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) }
  } catch {
    return undefined
  }
}
