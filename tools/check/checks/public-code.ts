import { parse } from 'yaml'
import type { Check } from '../check.ts'

const file = 'publiccode.yml'

/** What the standard (publiccode.yml 0.4) requires, as paths into the file. */
const required = [
  'publiccodeYmlVersion',
  'name',
  'url',
  'platforms',
  'developmentStatus',
  'softwareType',
  'description.vi.shortDescription',
  'description.vi.longDescription',
  'description.vi.features',
  'description.en.shortDescription',
  'description.en.longDescription',
  'description.en.features',
  'legal.license',
  'maintenance.type',
  'maintenance.contacts',
  'localisation.localisationReady',
  'localisation.availableLanguages',
]

/** Other public bodies find the program by this file. */
export const publicCode: Check = {
  name: 'public code',
  force: 'fails',
  guards: `${file} says what the standard requires, and the same licence and version as package.json`,
  run: (tree) => {
    if (!tree.has(file)) return [{ where: file, what: 'is missing: see https://yml.publiccode.tools' }]
    const said: unknown = parse(tree.read(file))
    const own = JSON.parse(tree.read('package.json')) as { license?: string; version?: string }
    const faults = [
      ...required.filter((path) => at(said, path) === undefined).map((path) => `${path} is missing`),
      ...['vi', 'en'].flatMap((lang) => lengthFaults(said, lang)),
      ...(at(said, 'legal.license') === own.license ? [] : [`legal.license is not ${own.license}`]),
      ...(at(said, 'softwareVersion') === own.version ? [] : [`softwareVersion is not ${own.version}`]),
    ]
    return faults.map((what) => ({ where: file, what }))
  },
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined
  }, value)
}

function lengthFaults(said: unknown, lang: string): string[] {
  const short = String(at(said, `description.${lang}.shortDescription`) ?? '')
  const long = String(at(said, `description.${lang}.longDescription`) ?? '')
  return [
    ...(short.length > 150
      ? [`description.${lang}.shortDescription has ${short.length} letters, at most 150 are allowed`]
      : []),
    ...(long.length < 150 || long.length > 10_000
      ? [`description.${lang}.longDescription has ${long.length} letters, 150 to 10,000 are allowed`]
      : []),
  ]
}
