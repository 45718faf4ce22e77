import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MediaType } from '../contract.ts'
import { safeName } from './document-name.ts'

test.each([
  ['Đơn đề nghị.pdf', 'Đơn đề nghị.pdf'],
  ['Đơn đề nghị.PDF', 'Đơn đề nghị.PDF'],
  ['Đơn đề nghị.pdf'.normalize('NFD'), 'Đơn đề nghị.pdf'],
  ['C:\\Users\\Lan\\hồ sơ.pdf', 'hồ sơ.pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['ảnh.exe', 'ảnh.exe.pdf'],
  ['ảnh\u202efdp.exe', 'ảnhfdp.exe.pdf'],
  ['a\u0000b\u200bc\ufe0f.pdf', 'abc.pdf'],
  ['  hai   khoảng\ttrắng .pdf', 'hai khoảng trắng.pdf'],
  ['a<b>:"c|d?e*.pdf', 'a_b___c_d_e_.pdf'],
  ['', 'document.pdf'],
  ['...', 'document.pdf'],
  ['.pdf', 'pdf.pdf'],
  ['CON.pdf', '_CON.pdf'],
  ['lpt1.txt', '_lpt1.txt.pdf'],
])('a sender’s name %j is kept as %j', (sent, kept) => {
  expect(safeName(sent, 'application/pdf')).toBe(kept)
})

test('a long name keeps its ending and at most 150 characters', () => {
  const kept = safeName(`${'Ộ'.normalize('NFD').repeat(400)}.docx`, docxType)
  expect(kept).toHaveLength(150)
  expect(kept.endsWith('Ộ.docx')).toBe(true)
})

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

test('whatever a sender calls a document, its kept name is safe, short and stays the same when kept again', () => {
  const types = fc.constantFrom(...MediaType.anyOf.map((type) => type.const))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), types, (sent, type) => {
      const kept = safeName(sent, type)
      expect(kept.length).toBeGreaterThan(4)
      expect(kept.length).toBeLessThanOrEqual(150)
      expect(kept).not.toMatch(/[\p{C}/\\<>:"|?*]|^[. ]|[. ]$/u)
      expect(kept).toBe(kept.normalize('NFC'))
      expect(safeName(kept, type)).toBe(kept)
    }),
  )
})
