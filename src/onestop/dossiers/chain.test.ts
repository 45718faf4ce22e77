import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import { chainAction, chainStart } from './chain.ts'
import type { DossierAction } from './rules/dossier-state.ts'

const id = '01890000-0000-7000-8000-000000000001'
const salt = '00'.repeat(16)
const action: DossierAction = {
  sequence: 2,
  kind: 'accept',
  actor: { kind: 'officer', officerId: 'lan', postId: 'p', agencyId: 'a', place: 'centre' },
  occurredAt: instant('2018-03-01T08:00'),
  recordedAt: instant('2018-03-01T08:00'),
  content: { kind: 'accept', waivers: [], evidence: [] },
}
const first = chainAction(id, action, chainStart, salt)

describe('each entry of the log', () => {
  test('is hashed the same today and in ten years', () => {
    expect(first.hash).toBe('8d9e22a8f48d9243b056b1f8bfa276cef961a23132e058b90d409fd664767bd4')
  })
  const changes: readonly [string, () => string][] = [
    ['the dossier', () => chainAction(id.replace('1', '2'), action, chainStart, salt).hash],
    ['the order', () => chainAction(id, { ...action, sequence: 3 }, chainStart, salt).hash],
    ['the kind', () => chainAction(id, { ...action, kind: 'close' }, chainStart, salt).hash],
    ['who acted', () => chainAction(id, { ...action, actor: { kind: 'system' } }, chainStart, salt).hash],
    [
      'when it happened',
      () => chainAction(id, { ...action, occurredAt: instant('2018-03-01T07:59') }, chainStart, salt).hash,
    ],
    [
      'when it was recorded',
      () => chainAction(id, { ...action, recordedAt: instant('2018-03-01T08:01') }, chainStart, salt).hash,
    ],
    [
      'what it carries',
      () => chainAction(id, { ...action, content: { kind: 'close' } }, chainStart, salt).hash,
    ],
    ['the entry before', () => chainAction(id, action, 'f'.repeat(64), salt).hash],
  ]
  for (const [what, changed] of changes)
    test(`has another hash when ${what} is changed`, () => {
      expect(changed()).not.toBe(first.hash)
    })
})
