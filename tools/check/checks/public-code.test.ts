import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { findingsIn } from '../plant-tree.ts'
import { publicCode } from './public-code.ts'

const own = JSON.stringify({ license: 'EUPL-1.2', version: '0.1.0' })
const told = { shortDescription: 'short', longDescription: 'long '.repeat(40), features: ['one'] }
const sound = {
  publiccodeYmlVersion: '0.4',
  name: 'Kinh Bắc',
  url: 'https://example.org/a.git',
  softwareVersion: '0.1.0',
  platforms: ['web'],
  developmentStatus: 'development',
  softwareType: 'standalone/web',
  description: { vi: told, en: told },
  legal: { license: 'EUPL-1.2' },
  maintenance: { type: 'community', contacts: [{ name: 'a' }] },
  localisation: { localisationReady: true, availableLanguages: ['vi', 'en'] },
}

/** What is found when the file says this. */
async function found(said: object): Promise<string[]> {
  const findings = await findingsIn(publicCode, { 'package.json': own, 'publiccode.yml': stringify(said) })
  return findings.map(({ what }) => what)
}

test('what the standard requires is enough', async () => {
  expect(await found(sound)).toEqual([])
})

test('a key that is missing, another licence, an old version and a long line are found', async () => {
  const { name: _, ...nameless } = sound
  expect(await found(nameless)).toEqual(['name is missing'])
  expect(await found({ ...sound, legal: { license: 'MIT' } })).toHaveLength(1)
  expect(await found({ ...sound, softwareVersion: '0.0.9' })).toHaveLength(1)
  const long = { ...told, shortDescription: 'a'.repeat(151) }
  expect(await found({ ...sound, description: { vi: long, en: told } })).toHaveLength(1)
})

test('the file must be there', async () => {
  expect(await findingsIn(publicCode, { 'package.json': own })).toHaveLength(1)
})
