import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { loadMessages, sentenceOf } from './messages.ts'

const folder = await mkdtemp(join(tmpdir(), 'kb-messages-'))
afterAll(() => rm(folder, { recursive: true }))
const write = async (module: string, lang: string, texts: Record<string, string>) => {
  await mkdir(join(folder, module), { recursive: true })
  await writeFile(join(folder, module, `messages.${lang}.json`), JSON.stringify(texts))
}

test('sentences of all modules are collected, facts and their words filled in, Vietnamese where English lacks', async () => {
  await write('a', 'vi', {
    closed: 'Hồ sơ đã {status} ngày {day}.',
    'label.status.filed': 'nộp',
    'label.status.paid': 'nộp tiền',
  })
  await write('a', 'en', { closed: 'The dossier is {status}.' })
  await write('b/c', 'vi', { full: 'Đã đủ.' })
  const messages = await loadMessages(folder)
  const closed = refuse('closed', { status: 'filed, paid', day: '2018-03-01' })
  expect(sentenceOf(messages, closed, 'vi')).toBe('Hồ sơ đã nộp, nộp tiền ngày 2018-03-01.')
  expect(sentenceOf(messages, closed, 'en')).toBe('The dossier is filed, paid.')
  expect(sentenceOf(messages, refuse('full'), 'en')).toBe('Đã đủ.')
  expect(sentenceOf(messages, refuse('unknown'), 'vi')).toBe('unknown')
  expect(sentenceOf(messages, refuse('closed'), 'vi')).toBe('Hồ sơ đã {status} ngày {day}.')
  await write('d', 'vi', { full: 'Hết chỗ.' })
  await expect(loadMessages(folder)).rejects.toThrow('two sentences for full')
})

test('each sentence of the kit exists in both languages with the same facts', async () => {
  const messages = await loadMessages(import.meta.dirname)
  expect([...messages.en.keys()].sort()).toEqual([...messages.vi.keys()].sort())
  const holes = (text: string | undefined) =>
    [...(text ?? '').matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
  for (const [code, text] of messages.vi) expect(holes(messages.en.get(code)), code).toEqual(holes(text))
})
