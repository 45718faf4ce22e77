import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { renderPaper } from '../render-paper.ts'
import {
  docmTypes,
  docx,
  docxEntries,
  jpeg,
  jpegOf,
  pdf,
  png,
  pngChunk,
  pngOf,
  xlsx,
  xlsxEntries,
  zipOf,
} from '../samples/contents.ts'
import { usualReceipt } from '../samples/receipt.ts'
import { byteSource } from './byte-source.ts'
import { inspectContent } from './inspect-content.ts'

const folder = mkdtempSync(join(tmpdir(), 'inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function inspect(content: Uint8Array) {
  const path = join(folder, randomUUID())
  writeFileSync(path, content)
  const file = await open(path)
  try {
    return await inspectContent(await byteSource(file))
  } finally {
    await file.close()
    rmSync(path)
  }
}

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

test.each([
  ['a PDF', pdf, 'application/pdf'],
  [
    'a PDF whose writer left blanks at the end',
    Buffer.concat([pdf, Buffer.from('\r\n\0\0')]),
    'application/pdf',
  ],
  ['a JPEG', jpeg, 'image/jpeg'],
  ['a JPEG with what a camera appends', Buffer.concat([jpeg, Buffer.alloc(3000, 7)]), 'image/jpeg'],
  ['a PNG', png, 'image/png'],
  ['a DOCX', docx, wordType],
  ['an XLSX', xlsx, sheetType],
  [
    'a DOCX with a picture and a folder entry',
    zipOf([
      ...docxEntries,
      { name: 'word/media/', content: '', stored: true },
      { name: 'word/media/image1.png', content: png, stored: true },
    ]),
    wordType,
  ],
])('%s is known by its content', async (_, content, mediaType) => {
  expect(await inspect(content)).toEqual({ mediaType, fault: undefined })
})

test('a paper that we print ourselves is let in', async () => {
  expect(await inspect(await renderPaper('receipt', usualReceipt))).toMatchObject({
    mediaType: 'application/pdf',
    fault: undefined,
  })
})

const replaced = (content: Buffer, from: string, to: string) =>
  Buffer.from(content.toString('latin1').replace(from, to), 'latin1')
const flipped = (content: Buffer, at: number) => {
  const copy = Buffer.from(content)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}
const html = '<!DOCTYPE html><html><script>alert(1)</script></html>'
const withEntry = (name: string, content: string | Buffer = 'x') => zipOf([...docxEntries, { name, content }])

const turnedAway: [title: string, content: Buffer, fault: string][] = [
  ['one byte', Buffer.from('x'), 'unknown-type'],
  ['plain text', Buffer.from('Kính gửi Sở Thông tin và Truyền thông'), 'unknown-type'],
  ['a web page', Buffer.from(html), 'unknown-type'],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'unknown-type'],
  ['a shell script', Buffer.from('#!/bin/sh\nrm -rf /'), 'unknown-type'],
  ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600)]), 'unknown-type'],
  ['a Linux program', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(600)]), 'unknown-type'],
  [
    'an old Word document or a locked one',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    'unknown-type',
  ],
  ['a GIF', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(60)]), 'unknown-type'],
  ['a RAR archive', Buffer.concat([Buffer.from('Rar!\x1a\x07\0'), Buffer.alloc(60)]), 'unknown-type'],
  ['zeros', Buffer.alloc(4096), 'unknown-type'],
  ['a PDF after a blank line', Buffer.concat([Buffer.from('\n'), pdf]), 'unknown-type'],
  ['a PDF after a web page', Buffer.concat([Buffer.from(html), pdf]), 'unknown-type'],
  ['only the first bytes of a PDF', Buffer.from('%PDF-'), 'broken'],
  ['a PDF of no version', replaced(pdf, '%PDF-1.4', '%PDF-xyz'), 'broken'],
  ['a PDF cut in the middle', pdf.subarray(0, pdf.length / 2), 'broken'],
  ['a PDF cut before %%EOF', replaced(pdf, '%%EOF', ''), 'broken'],
  ['a PDF without startxref', replaced(pdf, 'startxref', 'x'), 'broken'],
  ['a PDF with much behind its end', Buffer.concat([pdf, Buffer.alloc(5000, 65)]), 'broken'],
  ['a PDF that begins as a web page', replaced(pdf, '\n', `\n${html}\n`), 'active'],
  ['a PDF that begins as PHP', replaced(pdf, '\n', '\n<?php system($_GET[0]);?>\n'), 'active'],
  ['a PDF that ends as a web page', Buffer.concat([pdf, Buffer.from(html)]), 'active'],
  ['a PDF that is a ZIP too', Buffer.concat([pdf, docx]), 'active'],
  ['only the first bytes of a JPEG', jpeg.subarray(0, 3), 'broken'],
  ['a JPEG cut in its tables', jpeg.subarray(0, 60), 'broken'],
  ['a JPEG cut in its scan', jpeg.subarray(0, jpeg.length - 2), 'broken'],
  ['a JPEG without a frame', Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(jpeg.length - 17)]), 'broken'],
  ['a JPEG of no width', jpegOf({ width: 0 }), 'broken'],
  ['a JPEG of endless width', jpegOf({ width: 65_535, height: 65_535 }), 'expands'],
  ['a JPEG with a segment that points nowhere', flipped(jpeg, 4), 'broken'],
  ['a JPEG of fill bytes', Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(50_000, 0xff)]), 'broken'],
  ['a JPEG that is a web page too', jpegOf({ comment: html }), 'active'],
  ['a JPEG that is a PDF too', jpegOf({ comment: '%PDF-1.4' }), 'active'],
  ['a JPEG that is a ZIP too', Buffer.concat([jpeg, docx]), 'active'],
  ['only the signature of a PNG', png.subarray(0, 8), 'broken'],
  ['a PNG cut in its picture', png.subarray(0, 45), 'broken'],
  ['a PNG without its end', png.subarray(0, png.length - 12), 'broken'],
  ['a PNG with a wrong checksum', flipped(png, 30), 'broken'],
  ['a PNG with a chunk that is longer than the file', flipped(png, 33), 'broken'],
  ['a PNG with something behind its end', Buffer.concat([png, Buffer.from('x')]), 'broken'],
  [
    'a PNG without a picture',
    Buffer.concat([png.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]),
    'broken',
  ],
  [
    'a PNG whose header comes second',
    Buffer.concat([png.subarray(0, 8), pngChunk('tEXt', Buffer.from('x')), png.subarray(8)]),
    'broken',
  ],
  ['a PNG with two headers', Buffer.concat([png.subarray(0, 33), png.subarray(8)]), 'broken'],
  ['a PNG of no width', pngOf(0, 2), 'broken'],
  ['a PNG of endless width', pngOf(4_000_000, 4_000_000), 'expands'],
  [
    'a PNG that is a web page too',
    Buffer.concat([png.subarray(0, 33), pngChunk('tEXt', Buffer.from(html)), png.subarray(33)]),
    'active',
  ],
  ['only the first bytes of a ZIP', Buffer.from('PK\x03\x04'), 'broken'],
  ['an empty ZIP', zipOf([]), 'unknown-type'],
  ['a ZIP of pictures', zipOf([{ name: 'a.png', content: png }]), 'unknown-type'],
  ['a ZIP that is called DOCX', zipOf([{ name: 'word/note.txt', content: 'x' }]), 'unknown-type'],
  ['a DOCX without its main part', zipOf(docxEntries.slice(0, 2)), 'unknown-type'],
  ['a DOCX without its list of types', zipOf(docxEntries.slice(1)), 'unknown-type'],
  [
    'a DOCX with an empty main part',
    zipOf([...docxEntries.slice(0, 2), { name: 'word/document.xml', content: '' }]),
    'broken',
  ],
  [
    'a DOCX with a main part that is no XML',
    zipOf([...docxEntries.slice(0, 2), { name: 'word/document.xml', content: 'MZ' }]),
    'broken',
  ],
  ['a DOCX with two main parts', withEntry('word/document.xml', '<x/>'), 'broken'],
  [
    'an XLSX with the types of a DOCX',
    zipOf([docxEntries[0] ?? docmTypes, ...xlsxEntries.slice(1)]),
    'unknown-type',
  ],
  ['a DOCX with macros by its types', zipOf([docmTypes, ...docxEntries.slice(1)]), 'active'],
  ['a DOCX with a macro project', withEntry('word/vbaProject.bin'), 'active'],
  ['a DOCX with an ActiveX control', withEntry('word/activeX/activeX1.bin'), 'active'],
  ['a DOCX with a program inside', withEntry('word/embeddings/setup.EXE'), 'active'],
  ['a DOCX with a web page inside', withEntry('index.html', html), 'active'],
  ['a DOCX with an entry that climbs out of its folder', withEntry('../../etc/passwd'), 'broken'],
  ['a DOCX with an absolute entry', withEntry('/etc/passwd'), 'broken'],
  [
    'a DOCX with a locked entry',
    zipOf(docxEntries.map((entry) => ({ ...entry, encrypted: true }))),
    'broken',
  ],
  ['a DOCX cut in the middle', docx.subarray(0, docx.length / 2), 'broken'],
  ['a DOCX without its directory', docx.subarray(0, docx.length - 22), 'broken'],
  ['a DOCX with a wrong directory offset', flipped(docx, docx.length - 5), 'broken'],
  ['a DOCX with spoiled packed bytes', flipped(flipped(docx, 60), 61), 'broken'],
  [
    'a DOCX that states less than it unfolds to',
    zipOf([...docxEntries, { name: 'word/x.xml', content: Buffer.alloc(100_000), states: { size: 10 } }]),
    'broken',
  ],
  [
    'a DOCX that states more than it unfolds to',
    zipOf([...docxEntries, { name: 'word/x.xml', content: 'x', states: { size: 1000 } }]),
    'broken',
  ],
  [
    'a DOCX that states 4 GB',
    zipOf([...docxEntries, { name: 'word/x.xml', content: 'x', states: { size: 4_000_000_000 } }]),
    'expands',
  ],
  ['a DOCX that unfolds to 256 MB', withEntry('word/x.xml', Buffer.alloc(256 * 1024 * 1024)), 'expands'],
  [
    'a DOCX of 12,000 entries',
    zipOf([
      ...docxEntries,
      ...Array.from({ length: 12_000 }, (_, index) => ({ name: `x/${index}`, content: '', stored: true })),
    ]),
    'expands',
  ],
  [
    'a DOCX that is a web page too',
    zipOf([{ name: 'x.txt', content: html, stored: true }, ...docxEntries]),
    'active',
  ],
  [
    'a DOCX that is a PDF too',
    zipOf([{ name: 'x.txt', content: pdf, stored: true }, ...docxEntries]),
    'active',
  ],
]

test.each(turnedAway)('%s is turned away', async (_, content, fault) => {
  expect((await inspect(content)).fault).toBe(fault)
})

test('at least fifty malformed contents are tried', () =>
  expect(turnedAway.length).toBeGreaterThanOrEqual(50))

test('no damage to a good content makes the inspection throw', async () => {
  const damaged = fc
    .tuple(
      fc.constantFrom(pdf, jpeg, png, docx, xlsx),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat(),
    )
    .map(([content, hits, cut]) => {
      const copy = Buffer.from(content.subarray(0, cut % 3 === 0 ? cut % content.length : content.length))
      for (const [at, value] of hits) if (copy.length > 0) copy[at % copy.length] = value
      return copy
    })
  await fc.assert(
    fc.asyncProperty(damaged, async (content) => {
      const { mediaType, fault } = await inspect(content)
      expect(fault === undefined ? mediaType : fault).toBeTruthy()
    }),
    { numRuns: 400 },
  )
})
