import fc from 'fast-check'
import pg from 'pg'
import { expect, test } from 'vitest'
import { readMoment } from './database.ts'

const usual = pg.types.getTypeParser(1184, 'text') as (text: string) => Date | number

test('a moment is read as the driver reads it, of whatever form', () => {
  const two = (most: number) => fc.nat(most).map((n) => String(n).padStart(2, '0'))
  const fraction = fc.option(fc.stringMatching(/^\.[0-9]{1,6}$/), { nil: '' })
  const zone = fc.tuple(fc.constantFrom('+', '-'), two(14), fc.constantFrom('', '', '', ':30', ':06:40'))
  const moment = fc.tuple(
    fc.integer({ min: 1, max: 12_000 }),
    fc.date({ noInvalidDate: true }),
    fraction,
    zone,
  )
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom('', '', '', ' BC'),
      ([year, date, part, [sign, hours, rest]], era) => {
        const [day, time] = [date.toISOString().slice(-19, -14), date.toISOString().slice(-13, -5)]
        const text = `${String(year).padStart(4, '0')}-${day} ${time}${part}${sign}${hours}${rest}${era}`
        // What lies below a millisecond is left away; the driver rounds some of it.
        expect(Math.abs(+readMoment(text) - +usual(text)), text).toBeLessThan(1)
      },
    ),
    { numRuns: 2_000 },
  )
})

for (const text of ['infinity', '-infinity', '2018-03-01 09:00:00+07', '1900-01-01 00:00:00+06:42:04'])
  test(`so is ${text}`, () => {
    expect(readMoment(text)).toEqual(usual(text))
  })
