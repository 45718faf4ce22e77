import { Type } from 'typebox'
import { readCsv } from '#people/organization/public.ts'
import type { NameLists } from './rules/synthetic-party.ts'

const Sex = Type.Union([Type.Literal('male'), Type.Literal('female'), Type.Literal('unisex')])
const Text = Type.String({ minLength: 1 })

/** Reads content/demo/names. Names for either sex stand in both lists. Throws an Error naming each fault. */
export async function readNameLists(contentDir: string): Promise<NameLists> {
  const surnames = await readCsv(
    contentDir,
    'demo/names/surnames-north.csv',
    Type.Object({ surname: Text, weight: Type.String({ pattern: '^\\d+(\\.\\d+)?$' }) }),
  )
  const middle = await readCsv(
    contentDir,
    'demo/names/middle-names-north.csv',
    Type.Object({ gender: Sex, style: Text, middle_name: Text }),
  )
  const given = await readCsv(
    contentDir,
    'demo/names/given-names.csv',
    Type.Object({ gender: Sex, given_name: Text }),
  )
  const words = await readCsv(
    contentDir,
    'demo/names/enterprise-words.csv',
    Type.Object({
      part: Type.Union([Type.Literal('form'), Type.Literal('trade'), Type.Literal('place')]),
      text: Text,
    }),
  )
  const bySex = (lines: readonly { gender: string; text: string }[]) => ({
    male: lines.filter(({ gender }) => gender !== 'female').map(({ text }) => text),
    female: lines.filter(({ gender }) => gender !== 'male').map(({ text }) => text),
  })
  const part = (name: string) => words.filter((word) => word.part === name).map((word) => word.text)
  return {
    surnames: surnames.map(({ surname, weight }) => ({ name: surname, weight: Number(weight) })),
    middleNames: bySex(middle.map((line) => ({ gender: line.gender, text: line.middle_name }))),
    givenNames: bySex(given.map((line) => ({ gender: line.gender, text: line.given_name }))),
    enterprise: { form: part('form'), trade: part('trade'), place: part('place') },
  }
}
