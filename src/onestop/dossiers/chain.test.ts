import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { instant } from '#kit/values/instant.ts'
import {
  chainAction,
  chainStart,
  contentHashOf,
  entryHash,
  linesBeforePosition,
  type StoredEntry,
} from './chain.ts'
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
const entryOf = (changed: Partial<DossierAction> = {}, asked: Partial<StoredEntry> = {}): StoredEntry => ({
  ...chainAction(id, { ...action, ...changed }, chainStart, salt).text,
  requestId: '01890000-0000-7000-8000-0000000000aa',
  requestHash: 'ab'.repeat(32),
  position: 41,
  scheme: 2,
  ...asked,
})
const hashOf = (entry: StoredEntry, dossierId = id, previous = chainStart) =>
  entryHash(dossierId, entry, contentHashOf(entry), previous)

test('an entry of the first scheme is hashed the same today and in ten years', () => {
  expect(hashOf(entryOf({}, { scheme: 1 }))).toBe(
    '8d9e22a8f48d9243b056b1f8bfa276cef961a23132e058b90d409fd664767bd4',
  )
})
test('so is one of the second, which proves its request and its position as well', () => {
  expect(hashOf(entryOf())).toBe('3da4181aa3b8a4101790ada23bbbed8351311dda90daec9b57439669de65cce9')
})
test('what PostgreSQL hashes when it has given the position is the hash of the entry', () => {
  const { requestId, requestHash, position } = entryOf()
  const lines = linesBeforePosition(chainAction(id, action, chainStart, salt), requestId, requestHash)
  expect(hash('sha256', `${lines}${position}`, 'hex')).toBe(hashOf(entryOf()))
})

describe('each entry of the log has another hash when there is changed', () => {
  const changes: readonly [string, () => string][] = [
    ['the dossier', () => hashOf(entryOf(), id.replace('1', '2'))],
    ['the order', () => hashOf(entryOf({ sequence: 3 }))],
    ['the kind', () => hashOf(entryOf({ kind: 'close' }))],
    ['who acted', () => hashOf(entryOf({ actor: { kind: 'system' } }))],
    ['when it happened', () => hashOf(entryOf({ occurredAt: instant('2018-03-01T07:59') }))],
    ['when it was recorded', () => hashOf(entryOf({ recordedAt: instant('2018-03-01T08:01') }))],
    ['what it carries', () => hashOf(entryOf({ content: { kind: 'close' } }))],
    ['the request', () => hashOf(entryOf({}, { requestId: id }))],
    ['what was asked', () => hashOf(entryOf({}, { requestHash: 'ac'.repeat(32) }))],
    ['the position', () => hashOf(entryOf({}, { position: 42 }))],
    ['the scheme', () => hashOf(entryOf({}, { scheme: 1 }))],
    ['the entry before', () => hashOf(entryOf(), id, 'f'.repeat(64))],
  ]
  for (const [what, changed] of changes)
    test(what, () => {
      expect(changed()).not.toBe(hashOf(entryOf()))
    })
})
