import { expect, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { readConfig } from './config.ts'

test('without any setting it listens on this machine only, with its own database and the demonstration', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: undefined,
    host: '127.0.0.1',
    port: 8080,
    dataDir: `${process.cwd()}/.data`,
    demo: true,
    publicUrl: 'http://127.0.0.1:8080',
  })
})

test('a public address loses its last slash', () => {
  expect(readConfig({ PUBLIC_URL: 'https://dichvucong.example.vn/' })).toMatchObject({
    publicUrl: 'https://dichvucong.example.vn',
  })
})

const wrong = {
  PORT: ['80a', '-1', '65536', '8.5'],
  DATABASE_CONNECTIONS: ['0', 'many'],
  LOG_LEVEL: ['loud'],
  DEMO: ['yes'],
  PUBLIC_URL: ['dichvucong', 'ftp://x'],
  NGSILD_ANONYMOUS: ['all'],
  NGSILD_CONTEXT_DOWNLOAD: ['yes'],
}
for (const [name, values] of Object.entries(wrong))
  for (const value of values)
    test(`${name}=${value} is refused by name`, () => {
      expect(readConfig({ [name]: value })).toMatchObject({
        refused: 'setting-invalid',
        facts: { name, value },
      })
    })

test('a wrong database address is refused without repeating it, it may hold a password', () => {
  expect(readConfig({ DATABASE_URL: 'mysql://u:secret@h/d' })).toEqual(
    refuse('setting-invalid', { name: 'DATABASE_URL', value: '…', allowed: 'postgresql://…' }),
  )
})

test('strangers write at /ngsi-ld only where nobody but this machine listens', () => {
  expect(readConfig({})).toMatchObject({ ngsildAnonymousWrites: false, ngsildContextDownload: false })
  expect(readConfig({ NGSILD_ANONYMOUS: 'write' })).toMatchObject({ ngsildAnonymousWrites: true })
  expect(readConfig({ NGSILD_ANONYMOUS: 'write', HOST: '0.0.0.0' })).toMatchObject({
    refused: 'setting-invalid',
    facts: { name: 'NGSILD_ANONYMOUS', allowed: 'read' },
  })
})
