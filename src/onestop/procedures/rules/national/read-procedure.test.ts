import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ProcedureContent } from '../../contract.ts'
import { checkContent } from '../../read-content.ts'
import { cleanText, doubtCodes } from './doubt.ts'
import { type CrawledProcedure, readNationalProcedure } from './read-procedure.ts'

const file = join(import.meta.dirname, '../../../../../content/national-procedures/procedures.jsonl.gz')
const records = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as CrawledProcedure)
const readings = records.map((record) => ({ record, ...readNationalProcedure(record) }))
const doubtful = (field: string, ...codes: string[]) =>
  readings
    .flatMap((reading) => reading.doubts)
    .filter((doubt) => doubt.field === field && codes.includes(doubt.code)).length

test('796 in, 796 out, each in the form of our catalogue', () => {
  expect(readings).toHaveLength(796)
  expect(new Set(readings.map(({ value }) => value.nationalCode)).size).toBe(796)
  for (const { record, value } of readings) checkContent(value, record.ma_thu_tuc, ProcedureContent)
})

test('a field with a doubt keeps its text as it stood', () => {
  const fields = {
    channels: 'cach_thuc_thuc_hien',
    evidence: 'thanh_phan_ho_so',
    legalBasis: 'can_cu_phap_ly',
    outputs: 'ket_qua_xu_ly',
  } as const
  for (const { record, value, doubts } of readings)
    for (const [field, source] of Object.entries(fields) as [keyof typeof fields, keyof CrawledProcedure][])
      if (doubts.some((doubt) => doubt.field === field)) expect(value.unparsed?.[source]).toBe(record[source])
})

/** Letters and digits only: what must be the same before and after taking a text apart. */
const letters = (text: string) => cleanText(text).replace(/[^\p{L}\p{N}]/gu, '')

describe('no letter is lost in taking apart, where there is no doubt', () => {
  test('papers', () => {
    for (const { record, value, doubts } of readings) {
      if (doubts.some((doubt) => doubt.field === 'evidence')) continue
      const cases = new Set((value.evidence ?? []).map((evidence) => evidence.caseId).filter(Boolean))
      expect(cases.size).toBeLessThanOrEqual(value.cases.length)
      const out = [
        ...value.cases.map((one) => one.name),
        ...(value.evidence ?? []).flatMap(({ name, templates = [] }) => [name, ...templates]),
      ]
      const source = record.thanh_phan_ho_so
        .normalize('NFC')
        .replaceAll('Tên giấy tờMẫu đơn, tờ khaiSố lượng', '')
        .replace(/\d+ (?:bản chính(?:,\d+ bản sao)?|bản sao)(?=$|[^\s,;.:)/])/gu, (count) =>
          /^0\d/.test(count) ? count : '',
        )
      expect([...letters(out.join(''))].sort().join(''), record.ma_thu_tuc).toBe(
        [...letters(source)].sort().join(''),
      )
    }
  })
  test('laws', () => {
    for (const { record, value, doubts } of readings) {
      if (doubts.some((doubt) => doubt.field === 'legalBasis')) continue
      const out = letters(value.legalBasis.map((law) => law.title + (law.number ?? '')).join(''))
      const source = letters(record.can_cu_phap_ly.replace('Tên văn bản pháp lýMã văn bản', ''))
      if (source !== letters('Không có thông tin'))
        expect(source.length - out.length, record.ma_thu_tuc).toBeLessThanOrEqual(
          16 * value.legalBasis.length,
        )
      for (const law of value.legalBasis) expect(source).toContain(letters(law.title))
    }
  })
})

describe('how much is read (figures of the README)', () => {
  const offers = readings.flatMap(({ value }) => value.channels)
  const papers = readings.flatMap(({ value }) => value.evidence ?? [])
  const laws = readings.flatMap(({ value }) => value.legalBasis)
  test('every channel offer is separated, with its channel and fee; 91 % have a term read or none in the source', () => {
    expect(offers).toHaveLength(2262)
    const unread = doubtful('channels', 'unit-missing', 'term-and-fee-glued', 'term-not-whole')
    expect(unread).toBe(199)
    expect(doubtful('channels', 'channels-unread', 'unit-unknown')).toBe(0)
  })
  test('98 % of the papers are read without doubt', () => {
    expect(papers.length).toBe(4293)
    const all = readings.flatMap(({ doubts }) => doubts).filter((doubt) => doubt.field === 'evidence').length
    expect(1 - all / papers.length).toBeGreaterThan(0.98)
  })
  test('99 % of the laws have their number', () => {
    expect(laws.filter((law) => law.number).length / laws.length).toBeGreaterThan(0.99)
  })
})

test('names are composed and on one line', () => {
  for (const { value } of readings) {
    expect(value.name).toBe(value.name.normalize('NFC').trim())
    expect(value.name).not.toMatch(/\s{2}|\n|\u200e/)
  }
})

test('every doubt has its sentence in both languages', async () => {
  const { default: vi } = await import('../../messages.vi.json', { with: { type: 'json' } })
  const { default: en } = await import('../../messages.en.json', { with: { type: 'json' } })
  for (const code of doubtCodes) {
    expect(vi, code).toHaveProperty([`label.doubt.${code}`])
    expect(en, code).toHaveProperty([`label.doubt.${code}`])
  }
})
