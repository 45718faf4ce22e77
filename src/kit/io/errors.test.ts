import { describe, expect, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { connectionFaultOf, faultOf, faultOfText, isDatabaseAway, withoutPassword } from './errors.ts'

const error = (code: string, message = code) => Object.assign(new Error(message), { code })

describe('what an operator can mend', () => {
  for (const code of ['ENOSPC', 'EDQUOT', '53100'])
    test(`${code}: the disk is full`, () =>
      expect(faultOf(error(code), '/d')).toEqual(refuse('disk-full', { folder: '/d' })))
  for (const code of ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'])
    test(`${code}: the folder cannot be written`, () =>
      expect(faultOf(error(code), '/d')).toEqual(refuse('folder-not-writable', { folder: '/d' })))
  test('the server says so in words', () => {
    expect(faultOfText('PANIC: could not write: No space left on device', '/d')).toMatchObject({
      refused: 'disk-full',
    })
    expect(faultOfText('could not open: Permission denied', '/d')).toMatchObject({
      refused: 'folder-not-writable',
    })
    expect(faultOfText('FATAL: something else', '/d')).toBeUndefined()
  })
  test('anything else was not foreseen', () => {
    for (const other of [error('23505'), error('EINVAL'), new Error('x'), null, undefined, 'text'])
      expect(faultOf(other, '/d')).toBeUndefined()
  })
})

describe('a database that does not answer', () => {
  const url = 'postgresql://kb:geheim@db.example.vn:5432/kb?password=auch'
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', '57P03', '53300', '28P01', '3D000'])
    test(`${code} at the first connection is told with the address, without the password`, () => {
      const fault = connectionFaultOf(error(code, `why ${code}`), url)
      expect(fault).toEqual(
        refuse('database-unreachable', {
          address: 'postgresql://kb:…@db.example.vn:5432/kb?password=…',
          reason: `why ${code}`,
        }),
      )
    })
  test('a wrong password is not a database that is away: asking again does not help', () => {
    expect(isDatabaseAway(error('28P01'))).toBe(false)
    expect(isDatabaseAway(error('57P01'))).toBe(true)
  })
  test('a missing file is not a missing server', () => {
    expect(isDatabaseAway(error('ENOENT', 'open /x'))).toBe(false)
    expect(isDatabaseAway(error('ENOENT', 'connect /x/.s.PGSQL.5432'))).toBe(true)
  })
  test('any other error is not a matter of the connection', () =>
    expect(connectionFaultOf(error('42601'), url)).toBeUndefined())
  test('an address without password stays as it is', () =>
    expect(withoutPassword('postgresql://kb@h/kb')).toBe('postgresql://kb@h/kb'))
})
