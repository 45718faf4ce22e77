import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const NullableText = Type.Union([Type.String(), Type.Null()])
const NullableNumber = Type.Union([Type.Number(), Type.Null()])

/** A period of whole days, and the unit; without it the province. */
export const IndexAsk = Type.Object({
  from: Day,
  to: Day,
  agencyId: Type.Optional(Type.String({ maxLength: 64 })),
  /** Where no version was in force yet, reckon by the first one; the answer says that it was not in force. */
  trial: Type.Optional(Type.Literal('yes')),
})
export type IndexAsk = Static<typeof IndexAsk>

/** A part of an indicator to open. */
export const IndicatorRowsAsk = Type.Object({
  ...IndexAsk.properties,
  indicator: Type.String({ pattern: '^\\d\\.\\d$' }),
  part: Type.Union([Type.Literal('numerator'), Type.Literal('denominator')]),
  after: Type.Optional(Type.String({ maxLength: 60 })),
})
export type IndicatorRowsAsk = Static<typeof IndicatorRowsAsk>

/**
 * An indicator as it stands. `scored`: has points; `incomplete`: a factor of the formula has no source, so the ratio
 * is shown and gives no points; `no-source`: nothing to count from yet; `empty`: nothing to divide by; `information`.
 */
export const IndicatorValue = Type.Object({
  number: Type.String(),
  name: Type.String(),
  status: Type.Union([
    Type.Literal('scored'),
    Type.Literal('incomplete'),
    Type.Literal('no-source'),
    Type.Literal('empty'),
    Type.Literal('information'),
  ]),
  max: NullableNumber,
  maxMark: NullableText,
  sharedWith: NullableText,
  threshold: NullableNumber,
  thresholdMark: NullableText,
  numerator: NullableNumber,
  denominator: NullableNumber,
  /** 0 to 1 with four decimals: a percentage of two. */
  ratio: NullableNumber,
  score: NullableNumber,
  /** Of the mean time: days. */
  value: NullableNumber,
  missing: NullableText,
  opensTo: Type.Union([Type.Literal('dossiers'), Type.Literal('procedures'), Type.Null()]),
})
export type IndicatorValue = Static<typeof IndicatorValue>

export const Index766 = Type.Object({
  law: Type.String(),
  /** False: a trial, the decision was not in force in this period. */
  inForce: Type.Boolean(),
  from: Type.String(),
  to: Type.String(),
  agencyId: NullableText,
  groups: Type.Array(
    Type.Object({
      number: Type.String(),
      name: Type.String(),
      max: Type.Number(),
      mark: NullableText,
      score: Type.Number(),
      /** Points of the group that data could be found for. */
      maxWithData: Type.Number(),
      indicators: Type.Array(IndicatorValue),
    }),
  ),
  /** Points reached, of `maxWithData` that rest on data; the rest of 100 has no source yet. */
  score: Type.Number(),
  maxWithData: Type.Number(),
  max: Type.Number(),
  /** Only when all points rest on data. */
  band: NullableText,
  countedAt: Type.String(),
  synthetic: Type.Boolean(),
})
export type Index766 = Static<typeof Index766>

export const CountedProcedureRow = Type.Object({
  code: Type.String(),
  name: Type.String(),
  sector: Type.String(),
})
export type CountedProcedureRow = Static<typeof CountedProcedureRow>
