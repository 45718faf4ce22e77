import { type Static, Type } from 'typebox'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { listYaml, readYaml } from './report-content.ts'

const Strict = { additionalProperties: false }
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** V: published; v: seen in a vendor's code only; i: inferred from the group's total; null: not verified. */
const Mark = Type.Union([Type.Literal('V'), Type.Literal('v'), Type.Literal('i'), Type.Null()])

export const indicatorSources = [
  'published-on-time',
  'posted-on-time',
  'complete-procedures',
  'online-procedures',
  'used-online-procedures',
  'on-time-766',
  'mean-days',
  'online-dossiers',
  'result-files',
  'digitised',
  'not-late',
] as const
export type IndicatorSource = (typeof indicatorSources)[number]

export const IndicatorRule = Type.Object(
  {
    number: Type.String(),
    name: Type.String(),
    /** Null: its points stand with the indicator it shares them with. */
    max: Type.Union([Type.Number(), Type.Null()]),
    mark: Mark,
    sharedWith: Type.Optional(Type.String()),
    threshold: Type.Union([Type.Number(), Type.Null()]),
    thresholdMark: Mark,
    information: Type.Optional(Type.Boolean()),
    source: Type.Union([Type.Enum([...indicatorSources]), Type.Null()]),
    /** What is missing to score it; with a source the ratio is shown and not scored. */
    missing: Type.Optional(Type.String()),
  },
  Strict,
)
export type IndicatorRule = Static<typeof IndicatorRule>

/** One version of the index: its groups, indicators, points and thresholds, each with the mark of its source. */
export const IndexVersion = Type.Object(
  {
    law: Type.String(),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    emptyDenominator: Type.Union([Type.Literal('zero'), Type.Literal('skip')]),
    bands: Type.Array(Type.Object({ from: Type.Number(), name: Type.String(), mark: Mark }, Strict)),
    groups: Type.Array(
      Type.Object(
        {
          number: Type.String(),
          name: Type.String(),
          max: Type.Number(),
          mark: Mark,
          indicators: Type.Array(IndicatorRule),
        },
        Strict,
      ),
    ),
  },
  Strict,
)
export type IndexVersion = Static<typeof IndexVersion>

let versions: readonly IndexVersion[] | undefined

/** Every version, read and checked once. */
export function getIndexVersions(): readonly IndexVersion[] {
  versions ??= listYaml('index-766').map((path) => readYaml(IndexVersion, path))
  return versions
}

/** The version to reckon a period by that ends on a day: the one in force, or for a trial before it the first one. */
export function indexVersionFor(ask: {
  readonly to: PlainDate
  readonly trial: boolean
}): { readonly version: IndexVersion; readonly inForce: boolean } | undefined {
  const inForce = indexVersionOn(ask.to)
  if (inForce) return { version: inForce, inForce: true }
  const [first] = getIndexVersions()
  return ask.trial && first ? { version: first, inForce: false } : undefined
}

/** The version in force on a day; undefined before the decision. */
export function indexVersionOn(on: PlainDate): IndexVersion | undefined {
  return getIndexVersions().findLast(
    ({ validFrom, validTo }) => validFrom <= on && (validTo === null || on <= validTo),
  )
}
