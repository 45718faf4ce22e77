import { type Static, type TProperties, Type } from 'typebox'

const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' })
const Name = Type.String({ minLength: 1, maxLength: 300 })
const Strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
const SourceId = Type.String({ pattern: '^[a-z0-9-]+$' })

/** What is common to all days that a year names: each cites its announcement by the id in `sources`. */
const named = { date: CivilDate, name: Name, nameEn: Name, source: SourceId }

/**
 * A day that differs from the ordinary week. A make-up day is a Saturday worked for a swapped day; a disputed day is
 * one of which it is not verified whether law has made it a day off: `working` says how it is treated meanwhile.
 * @law Bộ luật Lao động 2019, Điều 111 khoản 3, Điều 112 (2012: Điều 115)
 */
export const CalendarDay = Type.Union([
  Strict({ ...named, kind: Type.Literal('statutory'), holiday: SourceId }),
  Strict({ ...named, kind: Type.Literal('substitute'), holiday: SourceId, inLieuOf: CivilDate }),
  Strict({ ...named, kind: Type.Literal('swap'), holiday: SourceId, madeUpOn: CivilDate }),
  Strict({ ...named, kind: Type.Literal('make-up'), makesUpFor: CivilDate }),
  Strict({
    ...named,
    kind: Type.Literal('disputed'),
    holiday: SourceId,
    working: Type.Boolean(),
    note: Type.String(),
  }),
])
export type CalendarDay = Static<typeof CalendarDay>

/** The announced calendar of one year: `content/calendar/<year>.yaml`. `official`: cited from the announcing act. */
export const CalendarYear = Strict({
  year: Type.Integer({ minimum: 2000, maximum: 2099 }),
  sources: Type.Record(SourceId, Strict({ title: Name, official: Type.Boolean() })),
  days: Type.Array(CalendarDay, { minItems: 1, maxItems: 60 }),
})
export type CalendarYear = Static<typeof CalendarYear>

/** The working hours of an agency (null: of all without their own) by period; `validTo` is the first day they end. */
export const WorkingHours = Strict({
  agencyId: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
  periods: Type.Array(
    Strict({
      validFrom: CivilDate,
      validTo: Type.Union([CivilDate, Type.Null()]),
      windows: Type.Array(Strict({ from: TimeOfDay, to: TimeOfDay }), { minItems: 1, maxItems: 6 }),
      verified: Type.Boolean(),
      source: Name,
    }),
    { minItems: 1, maxItems: 50 },
  ),
})
export type WorkingHours = Static<typeof WorkingHours>
