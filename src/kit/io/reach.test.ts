import { describe, expect, it } from 'vitest'
import { AddressInsideError, isInside, lookupWithin, mayReach } from './reach.ts'

describe('a connection outwards', () => {
  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
      '0.0.0.0',
    ],
    ...[
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '[::1]',
      'text',
    ],
  ])('to %s leads inside', (address) => {
    expect(isInside(address)).toBe(true)
  })

  it.each(['8.8.8.8', '203.162.4.191', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    'to %s leads to the open internet',
    (address) => {
      expect(isInside(address)).toBe(false)
    },
  )

  it('by a name that leads inside is not made, and by an address neither', async () => {
    const look = (reach: 'anywhere' | 'open-internet') =>
      new Promise((done) => lookupWithin(reach)('localhost', {}, (error, address) => done(error ?? address)))
    expect(await look('open-internet')).toBeInstanceOf(AddressInsideError)
    expect(['127.0.0.1', '::1']).toContain(await look('anywhere'))
    expect([
      mayReach('[::1]', 'open-internet'),
      mayReach('127.0.0.1', 'anywhere'),
      mayReach('x.vn', 'open-internet'),
    ]).toEqual([false, true, true])
  })
})
