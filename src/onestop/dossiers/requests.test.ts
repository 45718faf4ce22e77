import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import { requestHashOf } from './requests.ts'

test('a request has the same hash as when it is written out as JSON and read again', () => {
  const member = fc.jsonValue() as fc.Arbitrary<Json>
  const withHoles = fc.dictionary(fc.string(), fc.option(member, { nil: undefined }))
  fc.assert(
    fc.property(withHoles, (input) => {
      const written = JSON.parse(JSON.stringify(input)) as Json
      expect(requestHashOf(input)).toBe(hash('sha256', canonicalJson(written), 'hex'))
    }),
  )
})
