import { expect, test } from 'vitest'
import { problemOf, statuses, statusOf } from './problems.ts'

const errors = 'https://uri.etsi.org/ngsi-ld/errors/'

for (const [code, status, type] of [
  ['request-unreadable', 400, 'InvalidRequest'],
  ['attribute-malformed', 400, 'BadRequestData'],
  ['entity-exists', 409, 'AlreadyExists'],
  ['entity-unknown', 404, 'ResourceNotFound'],
  ['tenant-unknown', 404, 'NonexistentTenant'],
  ['too-many-results', 403, 'TooManyResults'],
  ['query-too-complex', 403, 'TooComplexQuery'],
  ['operation-not-supported', 501, 'OperationNotSupported'],
  ['context-not-available', 503, 'LdContextNotAvailable'],
] as const)
  test(`${code} is ${status} ${type} (clause 5.5.2)`, () => {
    expect(statusOf(code)).toBe(status)
    expect(problemOf(code, status).type).toBe(errors + type)
  })

test('what is unforeseen is InternalError, a database away is not a context', () => {
  expect(problemOf('unforeseen', 500).type).toBe(`${errors}InternalError`)
  expect(problemOf('database-away', 503).type).toBe(`${errors}InternalError`)
})

test('rights have no type in the standard and carry our own', () => {
  for (const [code, status] of Object.entries(statuses))
    if (status === 401 || (status === 403 && !/^(too|query)/.test(code)))
      expect(problemOf(code, status).type).toBe(`urn:kinh-bac:refusal:${code}`)
})
