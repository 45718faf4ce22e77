import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { explainDerivation, explainWarnings } from './explain-derivation.ts'
import english from './messages.en.json' with { type: 'json' }
import vietnamese from './messages.vi.json' with { type: 'json' }
import { lawOfRules } from './rules/law-articles.ts'
import { reckonClock } from './rules/reckon-clock.ts'
import { calendarOfContent } from './testing/calendar-of-content.ts'
import { type LogLine, read, supplementRule } from './testing/log.ts'
import { randomCase } from './testing/random-log.ts'

const april: LogLine[] = [['2025-04-28T09:00', 'accept']]
const three = { term: { value: 3, unit: 'working-day' } } as const

describe('“Vì sao có ngày hẹn này?”', () => {
  test('a warning writes its day as people write it', () => {
    const warning = {
      code: 'disputed-day-counted',
      facts: { date: '2026-11-24', name: 'Ngày Văn hóa Việt Nam' },
    }
    expect(explainWarnings({ warnings: [warning] }, 'vi')).toEqual([
      'Ngày 24/11/2026 (Ngày Văn hóa Việt Nam) chưa xác minh có phải ngày nghỉ hay không; đang tính là ngày làm việc.',
    ])
  })

  test('a citizen follows it with a paper calendar, day by day', () => {
    const lines = explainDerivation(read(april, three, { regime: 'B' }), 'vi')
    expect(lines.map(({ text }) => text)).toEqual([
      '09:00 thứ Hai 28/04/2025: hồ sơ được tiếp nhận đầy đủ, hợp lệ; thời hạn bắt đầu.',
      'Chậm nhất 17:00 thứ Hai 28/04/2025: bộ phận một cửa chuyển hồ sơ cho cơ quan giải quyết (tiếp nhận trước 15 giờ, trong ngày).',
      'Tính 3 ngày làm việc từ ngày làm việc tiếp theo; không tính ngày thứ Hai 28/04/2025.',
      'thứ Ba 29/04/2025: ngày thứ 1.',
      'thứ Tư 30/04/2025: không tính, nghỉ lễ: Ngày Chiến thắng.',
      'thứ Năm 01/05/2025: không tính, nghỉ lễ: Ngày Quốc tế Lao động.',
      'thứ Sáu 02/05/2025: không tính, nghỉ hoán đổi: Ngày Quốc tế Lao động (hoán đổi).',
      'thứ Bảy 03/05/2025: không tính, nghỉ hằng tuần (thứ Bảy).',
      'Chủ nhật 04/05/2025: không tính, nghỉ hằng tuần (Chủ nhật).',
      'thứ Hai 05/05/2025: ngày thứ 2.',
      'thứ Ba 06/05/2025: ngày thứ 3.',
      'Hạn trả kết quả: 17:00 thứ Ba 06/05/2025.',
    ])
    expect(lines[0]).toMatchObject({ kind: 'event', law: 'khoản 3 Điều 17 Nghị định 118/2025/NĐ-CP' })
    expect(lines[2]).toMatchObject({ source: 'lịch năm 2025, bản 1' })
    expect(lines[6]).toMatchObject({
      kind: 'skipped',
      on: '2025-05-02',
      source: expect.stringContaining('26/4/2025'),
    })
    expect(lines[10]).toMatchObject({ kind: 'counted', count: 3 })
  })
  test('what is accepted after 15:00 is handed over the next working day, and the term begins all the same', () => {
    const lines = explainDerivation(read([['2025-04-28T15:40', 'accept']], three, { regime: 'B' }), 'vi')
    expect(lines[1]).toMatchObject({ rule: 'hand-over-next-day', law: 'Điều 18 Nghị định 118/2025/NĐ-CP' })
    expect(lines[1]?.text).toContain('chậm nhất 07:00 thứ Ba 29/04/2025')
    expect(lines.at(-1)?.text).toBe('Hạn trả kết quả: 17:00 thứ Ba 06/05/2025.')
  })
  test('the same in English', () => {
    const texts = explainDerivation(read(april, three), 'en').map(({ text }) => text)
    expect(texts[2]).toBe('Count 3 working days from the next working day; Monday 28/04/2025 is not counted.')
    expect(texts.at(-1)).toBe('Due: 17:00 Tuesday 06/05/2025.')
  })
  test('a make-up Saturday is counted and named', () => {
    const texts = explainDerivation(read([['2025-04-24T09:00', 'accept']], three), 'vi').map(
      ({ text }) => text,
    )
    expect(texts).toContain('thứ Bảy 26/04/2025: ngày thứ 2 (thứ Bảy làm bù: Làm bù cho ngày 02/05/2025).')
  })
  test('days in a row name the days over which the end is rolled', () => {
    const lines = explainDerivation(
      read([['2025-04-02T09:00', 'accept']], { term: { value: 30, unit: 'day' } }),
      'vi',
    )
    expect(lines.map(({ text }) => text).slice(2)).toEqual([
      'Tính 30 ngày liên tục, không tính ngày thứ Tư 02/04/2025: từ thứ Năm 03/04/2025 đến thứ Sáu 02/05/2025.',
      'thứ Sáu 02/05/2025 là ngày cuối nhưng nghỉ hoán đổi: Ngày Quốc tế Lao động (hoán đổi): chuyển sang ngày làm việc tiếp theo.',
      'thứ Bảy 03/05/2025 là ngày cuối nhưng nghỉ hằng tuần (thứ Bảy): chuyển sang ngày làm việc tiếp theo.',
      'Chủ nhật 04/05/2025 là ngày cuối nhưng nghỉ hằng tuần (Chủ nhật): chuyển sang ngày làm việc tiếp theo.',
      'Hạn trả kết quả: 17:00 thứ Hai 05/05/2025.',
    ])
  })
  test('sector law is cited before the decree', () => {
    const supplement = supplementRule({ law: 'Nghị định 47/2011/NĐ-CP, Điều 8' })
    const reading = read(
      [
        ['2018-05-02T09:00', 'accept'],
        ['2018-05-03T09:00', 'ask-supplement'],
      ],
      { supplement },
    )
    expect(explainDerivation(reading, 'vi').at(-1)?.law).toBe(
      'Nghị định 47/2011/NĐ-CP, Điều 8; khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP',
    )
  })
  test('the counted days of any working-day term are as many as the term has', () => {
    for (const value of [1, 2, 5, 20, 90])
      for (const start of ['2019-04-26T09:00', '2025-04-26T10:00', '2025-01-25T09:00', '2026-02-13T16:00']) {
        const reading = read([[start, 'accept']], { term: { value, unit: 'working-day' } })
        const counted = explainDerivation(reading, 'vi').filter(({ kind }) => kind === 'counted')
        expect(counted.map(({ count }) => count)).toEqual(
          Array.from({ length: value }, (_, index) => index + 1),
        )
      }
  })
})

describe('the sentences', () => {
  test('every one stands in both languages with the same facts', () => {
    const factsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    expect(Object.keys(english)).toEqual(Object.keys(vietnamese))
    for (const [key, text] of Object.entries(vietnamese))
      expect([key, factsOf(english[key as keyof typeof english])]).toEqual([key, factsOf(text)])
  })
  test('every rule with articles has a sentence', () => {
    const spoken = new Set(Object.keys(vietnamese))
    const split = { 'term-shifts': ['term-shifts-days', 'term-shifts-minutes'] } as Record<string, string[]>
    const silent = new Set(['filed-online', 'answered-filing', 'closable-from'])
    for (const rule of Object.keys(lawOfRules).filter((id) => !silent.has(id)))
      for (const key of split[rule] ?? [rule]) expect(spoken).toContain(`deadline.line.${key}`)
  })
  test('no line or warning of a thousand random logs is left with a bare key or an unfilled fact', () => {
    const calendar = calendarOfContent()
    for (let seed = 1; seed <= 1000; seed++) {
      const { events, rule, options } = randomCase(
        seed,
        30,
        instant('2018-01-02T00:00'),
        instant('2026-12-31T00:00'),
      )
      const reading = reckonClock(events, rule, calendar, { ...options, derive: true })
      for (const lang of ['vi', 'en'] as const) {
        const texts = [
          ...explainDerivation(reading, lang).map(({ text }) => text),
          ...explainWarnings(reading, lang),
        ]
        for (const text of texts) expect(text).toMatch(/^(?!line\.|warning\.)[^{}]+$/u)
        for (const { code } of reading.breaches)
          expect(Object.keys(vietnamese)).toContain(`deadline.breach.${code}`)
      }
    }
  }, 60_000)
})
