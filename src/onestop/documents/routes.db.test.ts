import { randomUUID } from 'node:crypto'
import fastifyMultipart from '@fastify/multipart'
import Fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import type { Route } from '#kit/io/http.ts'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { documentRoutes } from './routes.ts'
import { jpeg, pdf } from './samples/contents.ts'

const ctx = await openTestContext()
const ownToken = randomUUID()
const server = Fastify()
await server.register(fastifyMultipart)
for (const route of documentRoutes({
  mayUpload: async () => ({ kind: 'applicant' as const }),
  mayAddTo: async (_, __, to) =>
    'filingToken' in to && to.filingToken === ownToken ? undefined : refuse('dossier-unknown'),
  reader: async (_, request) => request.headers['x-reader'],
  mayOpen: async (_, reader) => (reader === 'owner' ? undefined : refuse('document-unknown')),
}))
  mount(route)
afterAll(() => server.close())

/** As the program mounts routes, without its sentences and its OpenAPI. */
function mount(route: Route) {
  server.route({
    method: route.method,
    url: `/api${route.path}`,
    schema: {
      ...(route.params && { params: route.params }),
      ...(route.query && { querystring: route.query }),
    },
    handler: async (request, reply) => {
      const actor = await route.who(ctx, request)
      const { params, query, body } = request
      const answer = await route.handle(ctx, { actor, params, query, body, request, reply })
      if (!isRefused(answer))
        return reply.sent || answer === reply ? reply : reply.code(route.status ?? 200).send(answer)
      const statuses: Readonly<Record<string, number>> = route.refusals
      return reply.code(statuses[answer.refused] ?? 500).send(answer)
    },
  })
}

function upload(content: Buffer, query: string, name = 'Đơn đề nghị.pdf') {
  const edge = 'bien-gioi-7f3a'
  const payload = Buffer.concat([
    Buffer.from(
      `--${edge}\r\ncontent-disposition: form-data; name="ghi-chu"\r\n\r\nx\r\n--${edge}\r\ncontent-disposition: form-data; name="tep"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${edge}--\r\n`),
  ])
  return server.inject({
    method: 'POST',
    url: `/api/documents${query}`,
    headers: { 'content-type': `multipart/form-data; boundary=${edge}` },
    payload,
  })
}

test('a document sent as a form is answered with its proof and given back to be saved only', async () => {
  const sent = await upload(pdf, `?filingToken=${ownToken}`)
  expect(sent.statusCode).toBe(201)
  const { id, mediaType, name, size } = sent.json()
  expect({ mediaType, name, size }).toEqual({
    mediaType: 'application/pdf',
    name: 'Đơn đề nghị.pdf',
    size: pdf.length,
  })
  const got = await server.inject({ url: `/api/documents/${id}`, headers: { 'x-reader': 'owner' } })
  expect(got.rawPayload).toEqual(pdf)
  expect(got.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(pdf.length),
    'content-disposition': `attachment; filename="Don de nghi.pdf"; filename*=UTF-8''%C4%90%C6%A1n%20%C4%91%E1%BB%81%20ngh%E1%BB%8B.pdf`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  })
})

test('who has no right to a document gets the same answer as for one that does not exist', async () => {
  const { id } = (await upload(jpeg, `?filingToken=${ownToken}`)).json()
  const [foreign, unknown] = [
    await server.inject(`/api/documents/${id}`),
    await server.inject(`/api/documents/${randomUUID()}`),
  ]
  expect([foreign.statusCode, unknown.statusCode]).toEqual([404, 404])
  expect(foreign.payload).toBe(unknown.payload)
})

test.each([
  ['no owner', '', 400, 'upload-without-owner'],
  ['two owners', `?filingToken=${ownToken}&dossierId=${randomUUID()}`, 400, 'upload-without-owner'],
  ['a foreign owner', `?filingToken=${randomUUID()}`, 404, 'dossier-unknown'],
])('a document with %s is turned away', async (_, query, status, refused) => {
  const sent = await upload(pdf, query)
  expect([sent.statusCode, sent.json().refused]).toEqual([status, refused])
})

test('a document over the limit and one of a wrong type are turned away with their statuses', async () => {
  const query = `?filingToken=${ownToken}`
  expect((await upload(Buffer.alloc(21 * 1024 * 1024, 65), query)).json()).toMatchObject({
    refused: 'document-too-large',
    facts: { limit: '20 MB' },
  })
  expect((await upload(Buffer.from('<svg/>'), query)).statusCode).toBe(415)
  expect((await upload(Buffer.alloc(0), query)).json()).toMatchObject({ refused: 'document-empty' })
})

test.each([
  ['JSON', 'application/json', '{}'],
  [
    'a form without a file',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
  ],
  ['a form without a boundary', 'multipart/form-data', '--x--'],
  [
    'a form cut short',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1',
  ],
])('%s instead of a document is turned away', async (_, type, payload) => {
  const url = `/api/documents?filingToken=${ownToken}`
  const sent = await server.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
  expect([sent.statusCode, sent.json().refused]).toEqual([400, 'upload-without-file'])
})

test('a document cut short on its way leaves nothing', async () => {
  const count = async () => (await ctx.db.text('select 1 from onestop.documents')).length
  const before = await count()
  const payload = Buffer.concat([
    Buffer.from('--x\r\ncontent-disposition: form-data; name="a"; filename="a.pdf"\r\n\r\n'),
    pdf,
  ])
  const sent = await server.inject({
    method: 'POST',
    url: `/api/documents?filingToken=${ownToken}`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload,
  })
  expect(sent.json()).toMatchObject({ refused: 'upload-interrupted' })
  expect(await count()).toBe(before)
})
