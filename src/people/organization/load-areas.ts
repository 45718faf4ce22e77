import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { mirror } from './mirror.ts'
import { failOn, readCsv } from './read-content.ts'
import { areaContentFaults } from './rules/content-faults.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Code = Type.String({ pattern: '^(\\d{2}|\\d{3}|\\d{5})$' })
const orNull = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** One period of one area, as a line of content/areas/units.csv. */
const UnitLine = Type.Object({
  code: Code,
  valid_from: Day,
  valid_to: orNull(Day),
  level: Type.String(),
  kind: Type.String(),
  name: Type.String({ minLength: 1 }),
  full_name: Type.String({ minLength: 1 }),
  parent_code: orNull(Code),
  basis: orNull(Type.String()),
})

/** One taking over, as a line of content/areas/successors.csv. */
const SuccessorLine = Type.Object({
  predecessor_code: Code,
  successor_code: Code,
  effective_on: Day,
  part: Type.String(),
  verified: Type.Union([Type.Literal('true'), Type.Literal('false')]),
  basis: Type.String({ minLength: 1 }),
  article: orNull(Type.String()),
})

/** Loads content/areas. What content no longer says is removed. Answers how many rows changed; throws on faults. */
export async function loadAreas(ctx: Context, contentDir: string): Promise<number> {
  const units = await readCsv(contentDir, 'areas/units.csv', UnitLine)
  const successors = await readCsv(contentDir, 'areas/successors.csv', SuccessorLine)
  failOn('areas', areaContentFaults(units, successors))
  return ctx.transaction(async (tx) => {
    const changedUnits = await mirror(tx, 'people.administrative_areas', ['code', 'valid_from'], units, true)
    const changedSuccessors = await mirror(
      tx,
      'people.area_successors',
      ['predecessor_code', 'successor_code', 'effective_on'],
      successors.map((line) => ({ ...line, verified: line.verified === 'true' })),
      true,
    )
    return changedUnits + changedSuccessors
  })
}
