import { expect, test } from 'vitest'
import { formatIn } from './format.ts'
import { readMoment, writeMoment } from './moment-text.ts'

const vi = formatIn('vi')

test('a moment is written as an office writes it', () => {
  expect(vi.moment('2018-03-05T08:30:00+07:00')).toBe('8 giờ 30, thứ Hai 05/03/2018')
  expect(formatIn('en').moment('2018-03-05T08:30:00+07:00')).toBe('8:30, Monday 05/03/2018')
  expect(vi.moment('2018-03-05')).toBe('thứ Hai 05/03/2018')
})

test('a moment in another zone is written in Vietnamese time', () => {
  expect(vi.shortMoment('2018-03-04T17:30:00Z')).toBe('05/03/2018 00:30')
})

test('what is no moment stays as it stands', () => {
  expect(vi.moment('hôm qua')).toBe('hôm qua')
  expect(vi.date(null)).toBe('–')
})

test('numbers have full stops between thousands and a comma before decimals', () => {
  expect(vi.number(10750000)).toBe('10.750.000')
  expect(vi.money(10750000)).toBe('10.750.000 đồng')
})

test('a share is never rounded up: 999 of 1000 in time is not all', () => {
  expect(vi.share(9999, 10000)).toBe('99,9%')
  expect(vi.share(340, 341)).toBe('99,7%')
  expect(vi.share(341, 341)).toBe('100%')
  expect(vi.share(0, 0)).toBe('–')
})

for (const typed of ['05/03/2018 09:05', '5/3/2018 9h05', '05-03-2018, 9 giờ 05', '2018-03-05T09:05'])
  test(`a moment typed as “${typed}” is read`, () => {
    expect(readMoment(typed)?.slice(0, 16)).toBe('2018-03-05T09:05')
  })

for (const typed of ['', '31/02/2018 09:00', '05/03/2018', '05/03/2018 25:00', '05/03/18 09:00'])
  test(`“${typed}” is no moment`, () => {
    expect(readMoment(typed)).toBeUndefined()
  })

test('a moment that was read is written back the same', () => {
  expect(writeMoment(readMoment('28/04/2025 09:00') ?? '')).toBe('28/04/2025 09:00')
})
