import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInside } from '#kit/io/reach.ts'
import { seeEverything, writeEntities } from '../registry/public.ts'
import { fetchContext } from './fetch-context.ts'
import { openApi } from './testing/open-api.ts'

describe('who may do what, where strangers may not write', () => {
  let api: Awaited<ReturnType<typeof openApi>>
  beforeAll(async () => {
    api = await openApi({ anonymousWrites: false }, true)
    const outcome = await writeEntities(
      api.ctx,
      [
        {
          mode: 'create',
          id: 'urn:ngsi-ld:Bi:1',
          types: ['Bi'],
          attributes: { mat: { type: 'Property', value: 1 } },
        },
      ],
      { tenant: 'default', owner: 'H05', visibility: seeEverything('default'), by: 'test', atomicity: 'all' },
    )
    expect(outcome).toMatchObject([{ change: 'created' }])
  })
  test('a write without a key or a session is refused: sign-in-required', async () => {
    for (const [method, path, body] of [
      ['POST', '/entities', { id: 'urn:a:1', type: 'A' }],
      ['DELETE', '/entities/urn:ngsi-ld:Bi:1', undefined],
      ['POST', '/entityOperations/upsert', [{ id: 'urn:a:1', type: 'A' }]],
      ['POST', '/temporal/entities', { id: 'urn:a:1', type: 'A' }],
      ['POST', '/jsonldContexts', { '@context': {} }],
    ] as const) {
      const reply = await api.call(method, path, body)
      expect([reply.status, reply.body.code]).toEqual([401, 'sign-in-required'])
    }
  })
  test('a key that nobody was given is refused, not taken for nobody: key-unknown', async () => {
    const reply = await api.get('/entities?type=Bi', { 'x-api-key': 'khong-co-khoa-nay' })
    expect([reply.status, reply.body.code]).toEqual([401, 'key-unknown'])
  })
  test('what has no open field is not there for a stranger: not by id, query, type or history', async () => {
    expect((await api.get('/entities/urn:ngsi-ld:Bi:1')).body.code).toBe('entity-unknown')
    expect((await api.get('/entities?type=Bi')).body).toEqual([])
    expect((await api.get('/types')).body.typeList).not.toContain('Bi')
    expect((await api.get('/temporal/entities/urn:ngsi-ld:Bi:1')).body.code).toBe('entity-unknown')
  })
  test('another tenant is not shown to strangers: tenant-unknown', async () => {
    const reply = await api.get('/entities?type=Bi', { 'ngsild-tenant': 'khac' })
    expect([reply.status, reply.body.code]).toEqual([404, 'tenant-unknown'])
    expect((await api.get('/types', { 'ngsild-tenant': '../x' })).body.code).toBe('tenant-unknown')
  })
})

describe('contexts from elsewhere, where downloading is allowed', () => {
  const context = { '@context': { a: 'https://example.org/a' } }
  const server = createServer((request, response) => {
    if (request.url === '/c') response.end(JSON.stringify(context))
    else if (request.url === '/moved') response.writeHead(302, { location: '/c' }).end()
    else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end()
    else if (request.url === '/huge') response.end('x'.repeat(1_100_000))
    else response.writeHead(404).end()
  })
  let origin = ''
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    origin = `http://localhost:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())
  const anywhere = 'anywhere'
  test('is read, also behind a redirect', async () => {
    expect(await fetchContext(`${origin}/c`, anywhere)).toEqual(context)
    expect(await fetchContext(`${origin}/moved`, anywhere)).toEqual(context)
  })
  for (const path of ['/round', '/huge', '/none'])
    test(`${path} is context-not-available`, async () => {
      expect(await fetchContext(origin + path, anywhere)).toMatchObject({ refused: 'context-not-available' })
    })
  test('an address inside is never asked, by name or by number', async () => {
    for (const url of [
      `${origin}/c`,
      origin.replace('localhost', '127.0.0.1'),
      'http://[::1]/c',
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ])
      expect(await fetchContext(url)).toMatchObject({ refused: 'context-not-available' })
    for (const address of [
      '10.1.2.3',
      '192.168.1.1',
      '172.20.0.1',
      '100.64.1.1',
      '::ffff:127.0.0.1',
      'fe80::1',
      'fd00::1',
      '0.0.0.0',
      'x',
    ])
      expect(isInside(address)).toBe(true)
    for (const address of ['203.162.0.1', '2001:ee0::1']) expect(isInside(address)).toBe(false)
  })
})
