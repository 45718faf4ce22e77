import { createHash, randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { usualPolicy } from './contract.ts'
import { openDocument } from './open-document.ts'
import { docx, jpeg, pdf } from './samples/contents.ts'
import { findDocuments } from './store.ts'
import { storeDocument, type Upload } from './store-document.ts'

const ctx = await openTestContext()
const filingToken = randomUUID()

async function* inPieces(content: Buffer): AsyncGenerator<Buffer> {
  const size = Math.ceil(content.length / 40)
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

function send(content: Buffer, more: Partial<Upload> = {}) {
  return storeDocument(ctx, {
    content: inPieces(content),
    name: 'Đơn đề nghị.pdf',
    uploadedBy: { kind: 'applicant' },
    belongsTo: { filingToken },
    ...more,
  })
}

async function kept(content: Buffer, more: Partial<Upload> = {}) {
  const stored = await send(content, more)
  if (isRefused(stored)) throw new Error(stored.refused)
  return stored
}

const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith('kinh-bac-')).length
const rows = async () => (await ctx.db.text('select 1 from onestop.documents')).length

test('a document that arrives is proved by its fingerprint and comes back byte for byte', async () => {
  ctx.setNow('2018-03-05T08:30')
  const stored = await kept(pdf)
  expect(stored).toMatchObject({
    name: 'Đơn đề nghị.pdf',
    size: pdf.length,
    sha256: createHash('sha256').update(pdf).digest('hex'),
    mediaType: 'application/pdf',
    uploadedAt: '2018-03-05T08:30:00+07:00',
  })
  const opened = await openDocument(ctx, stored.id)
  expect(opened && (await buffer(opened.open()))).toEqual(pdf)
  expect(opened?.document).toMatchObject({ ...stored, filingToken, dossierId: null })
})

test('documents are found in the order that is asked, those unknown are left out', async () => {
  const first = await kept(pdf)
  const dossierId = randomUUID()
  const second = await kept(jpeg, {
    name: 'ảnh',
    uploadedBy: { kind: 'officer', postId: 'post-1' },
    belongsTo: { dossierId },
  })
  const found = await findDocuments(ctx.db, [second.id, randomUUID(), first.id])
  expect(found.map((document) => document.id)).toEqual([second.id, first.id])
  expect(found[0]).toMatchObject({
    name: 'ảnh.jpg',
    dossierId,
    filingToken: null,
    uploadedBy: { kind: 'officer', postId: 'post-1' },
  })
  expect(await findDocuments(ctx.db, [])).toEqual([])
  expect(await openDocument(ctx, randomUUID())).toBeUndefined()
})

test('the same content sent twice is kept once and proved twice', async () => {
  const [first, second] = [await kept(docx), await kept(docx)]
  expect(first.sha256).toBe(second.sha256)
  expect(first.id).not.toBe(second.id)
  expect(first.name).toBe('Đơn đề nghị.pdf.docx')
})

const text = Buffer.from('không phải PDF')
test.each([
  ['document-empty', Buffer.alloc(0), {}],
  ['document-too-large', pdf, { policy: { ...usualPolicy, limitBytes: pdf.length - 1 } }],
  ['document-type-not-allowed', text, {}],
  ['document-type-not-allowed', jpeg, { policy: { ...usualPolicy, mediaTypes: ['application/pdf'] } }],
  ['document-content-broken', pdf.subarray(0, 40), {}],
  ['document-active-content', Buffer.concat([pdf, Buffer.from('<script>')]), {}],
  ['upload-interrupted', pdf, { content: failing() }],
] as [string, Buffer, Partial<Upload>][])(
  '%s: nothing is kept, nothing is left behind',
  async (code, content, more) => {
    const [before, spooled] = [await rows(), spools()]
    expect(await send(content, more)).toMatchObject({ refused: code, facts: { name: 'Đơn đề nghị.pdf' } })
    expect(await rows()).toBe(before)
    expect(spools()).toBe(spooled)
    const sha256 = createHash('sha256').update(content).digest('hex')
    if (content !== pdf && content !== jpeg) expect(await ctx.blobs.find(sha256)).toBeUndefined()
  },
)

async function* failing(): AsyncGenerator<Buffer> {
  yield pdf.subarray(0, 10)
  throw new Error('socket hang up')
}

test('a limit that is met exactly is kept', async () => {
  await kept(pdf, { policy: { ...usualPolicy, limitBytes: pdf.length } })
})

test('a refusal for size and type says what is allowed', async () => {
  const policy = { limitBytes: 50, mediaTypes: ['application/pdf', 'image/png'] } as const
  expect(await send(pdf, { policy: { ...policy, limitBytes: 1.57 * 1024 * 1024 } })).not.toHaveProperty(
    'refused',
  )
  expect(
    await send(Buffer.alloc(1_700_000), { policy: { ...policy, limitBytes: 1.57 * 1024 * 1024 } }),
  ).toMatchObject({
    facts: { limit: '1.5 MB' },
  })
  expect(await send(text, { policy: usualPolicy })).toMatchObject({
    facts: { allowed: 'PDF, JPG, PNG, DOCX, XLSX' },
  })
})

test('the program itself cannot change or remove the proof of an arrival', async () => {
  const { id } = await kept(pdf)
  for (const statement of [
    `update onestop.documents set sha256 = repeat('0', 64) where id = '${id}'`,
    `delete from onestop.documents where id = '${id}'`,
    'truncate onestop.documents',
  ])
    await expect(ctx.db.text(statement)).rejects.toThrow(/permission denied/)
})
