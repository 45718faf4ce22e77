import { deepEqual, equal, ok } from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, test } from 'vitest'
import { isInside } from '#kit/io/reach.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { fetchPage } from './fetch-page.ts'
import { pullHttp } from './pull-http.ts'

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const bounds = { privateAddresses: true, mostBytes: 1_000, mostMs: 2_000 }
const codeOf = (outcome: unknown) => (isRefused(outcome) ? outcome.refused : 'taken')

for (const address of [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '[::1]',
  'ff02::1',
  'nonsense',
])
  test(`${address} is inside`, () => ok(isInside(address)))
for (const address of ['8.8.8.8', '172.32.0.1', '113.160.0.1', '2405:4800::1'])
  test(`${address} is outside`, () => ok(!isInside(address)))

describe('what may be asked', () => {
  test('nothing inside the own network, by number or by name, nor through a redirect', async () => {
    const closed = { ...bounds, privateAddresses: false }
    const inside = await serve((_, reply) => reply.end('secret'))
    equal(codeOf(await fetchPage(inside, {}, closed)), 'address-not-allowed')
    equal(
      codeOf(await fetchPage(inside.replace('127.0.0.1', 'localhost'), {}, closed)),
      'address-not-allowed',
    )
    equal(codeOf(await fetchPage('http://[::1]:1/', {}, closed)), 'address-not-allowed')
    equal(codeOf(await fetchPage('http://2130706433/', {}, closed)), 'address-not-allowed') // 127.0.0.1 as one number
    for (const address of ['file:///etc/passwd', 'ftp://x/', 'none'])
      equal(codeOf(await fetchPage(address, {}, bounds)), 'address-not-allowed')
    const leading = await serve((_, reply) => reply.writeHead(302, { location: 'file:///etc/passwd' }).end())
    equal(codeOf(await fetchPage(leading, {}, bounds)), 'address-not-allowed')
  })

  test('answers are cut off when they are too large or too slow', async () => {
    const large = await serve((_, reply) => reply.end('x'.repeat(5_000)))
    equal(codeOf(await fetchPage(large, {}, bounds)), 'answer-too-large')
    const slow = await serve(() => {})
    equal(codeOf(await fetchPage(slow, {}, { ...bounds, mostMs: 100 })), 'source-silent')
  })

  test('a key does not follow a redirect to another host; circles end', async () => {
    const seen: (string | undefined)[] = []
    const other = await serve((request, reply) => {
      seen.push(request.headers.authorization)
      reply.end('ok')
    })
    const first = await serve((request, reply) => {
      seen.push(request.headers.authorization)
      reply.writeHead(307, { location: other }).end()
    })
    equal(codeOf(await fetchPage(first, { Authorization: 'k' }, bounds)), 'taken')
    deepEqual(seen, ['k', undefined])
    const circle: string = await serve((_, reply) => reply.writeHead(302, { location: '/' }).end())
    equal(codeOf(await fetchPage(circle, {}, bounds)), 'source-silent')
  })
})

const base = {
  kind: 'http',
  headers: {},
  secretHeader: 'X-Api-Key',
  format: 'json',
  rowsAt: 'data.items',
  privateAddresses: true,
} as const
const nothing = { etag: null, lastModified: null, cursor: null }
async function linesOf(pulled: Awaited<ReturnType<typeof pullHttp>>): Promise<number[]> {
  ok(!isRefused(pulled), JSON.stringify(pulled))
  const pieces: Uint8Array[] = []
  for await (const piece of pulled.pieces) pieces.push(piece)
  return Buffer.concat(pieces)
    .toString()
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).n)
}

describe('paging', () => {
  const pages = [[1, 2], [3, 4], [5]]
  const page = (index: number, more: object = {}) =>
    JSON.stringify({ data: { items: (pages[index] ?? []).map((n) => ({ n })) }, ...more })
  const numbers = [1, 2, 3, 4, 5]

  test('by the link to the next page', async () => {
    const url = await serve((request, reply) => {
      const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('at') ?? 0)
      ok(request.headers['x-api-key'] === 'khoa')
      reply.end(page(at, { links: { next: at < 2 ? `/?at=${at + 1}` : null } }))
    })
    deepEqual(
      await linesOf(
        await pullHttp({ ...base, url, paging: { kind: 'next-link', at: 'links.next' } }, 'khoa', nothing),
      ),
      numbers,
    )
  })
  test('by the header Link', async () => {
    const url = await serve((request, reply) => {
      const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('at') ?? 0)
      if (at < 2) reply.setHeader('link', `</?at=${at + 1}>; rel="next"`)
      reply.end(page(at))
    })
    deepEqual(
      await linesOf(await pullHttp({ ...base, url, paging: { kind: 'next-link', at: '' } }, null, nothing)),
      numbers,
    )
  })
  test('by the number of the page, to the first empty one', async () => {
    const url = await serve((request, reply) =>
      reply.end(page(Number(new URL(request.url ?? '', 'http://x').searchParams.get('trang')) - 1)),
    )
    deepEqual(
      await linesOf(
        await pullHttp(
          { ...base, url, paging: { kind: 'page-number', parameter: 'trang', first: 1 } },
          null,
          nothing,
        ),
      ),
      numbers,
    )
  })
  test('by a cursor, which is kept for the next time', async () => {
    const url = await serve((request, reply) => {
      const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('sau') ?? 0)
      reply.end(page(at, { next: Math.min(at + 1, 3) }))
    })
    const connector = { ...base, url, paging: { kind: 'cursor', parameter: 'sau', at: 'next' } } as const
    const pulled = await pullHttp(connector, null, nothing)
    deepEqual(await linesOf(pulled), numbers)
    ok(!isRefused(pulled))
    equal(pulled.cursor, '3')
    deepEqual(await linesOf(await pullHttp(connector, null, { ...nothing, cursor: '3' })), [])
  })
})

describe('one page', () => {
  test('is asked for only if it changed', async () => {
    const url = await serve((request, reply) => {
      if (request.headers['if-none-match'] === '"a"') reply.writeHead(304).end()
      else reply.writeHead(200, { etag: '"a"', 'last-modified': 'Thu, 01 Mar 2018 00:00:00 GMT' }).end('[]')
    })
    const connector = { ...base, url, rowsAt: '', paging: { kind: 'none' } } as const
    const first = await pullHttp(connector, null, nothing)
    ok(!isRefused(first))
    deepEqual([first.unchanged, first.etag], [false, '"a"'])
    const second = await pullHttp(connector, null, first)
    ok(!isRefused(second))
    equal(second.unchanged, true)
  })
  test('that is no success, no JSON or no list is refused', async () => {
    const url = await serve((request, reply) => {
      if (request.url?.startsWith('/503')) reply.writeHead(503).end()
      else reply.end(request.url === '/text' ? 'hello' : '{"data":1}')
    })
    const paged = { ...base, paging: { kind: 'page-number', parameter: 'p', first: 1 } } as const
    equal(
      codeOf(await pullHttp({ ...base, url: `${url}/503`, paging: { kind: 'none' } }, null, nothing)),
      'source-answered',
    )
    equal(codeOf(await pullHttp({ ...paged, url: `${url}/503` }, null, nothing)), 'source-answered')
    equal(codeOf(await pullHttp({ ...paged, url: `${url}/x` }, null, nothing)), 'no-table')
    const broken = await serve((_, reply) => reply.end('hello'))
    equal(codeOf(await pullHttp({ ...paged, url: broken }, null, nothing)), 'file-unreadable')
  })
})
