import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const alarmCodes = [
  'closing-spike',
  'withdrawal-spike',
  'acts-seconds-apart',
  'second-supplement',
  'recorded-late',
  'refused-before-due',
] as const
export type AlarmCode = (typeof alarmCodes)[number]

export const AlarmAsk = Type.Object({
  from: Day,
  to: Day,
  agencyId: Type.Optional(Type.String({ maxLength: 64 })),
})
export type AlarmAsk = Static<typeof AlarmAsk>

/** The dossiers behind an alarm: of an agency, or of one case officer of it. */
export const AlarmRowsAsk = Type.Object({
  ...AlarmAsk.properties,
  code: Type.Enum([...alarmCodes]),
  officerPostId: Type.Optional(Type.String({ maxLength: 64 })),
  after: Type.Optional(Type.String({ maxLength: 60 })),
})
export type AlarmRowsAsk = Static<typeof AlarmRowsAsk>

/** A sign worth a look, not a finding: how many dossiers, of how many, against which threshold. */
export const Alarm = Type.Object({
  code: Type.Enum([...alarmCodes]),
  agencyId: Type.String(),
  agencyName: Type.String(),
  /** The case officer's post where one officer stands out; null: the agency as a whole. */
  officerPostId: Type.Union([Type.String(), Type.Null()]),
  officerPostTitle: Type.Union([Type.String(), Type.Null()]),
  count: Type.Integer(),
  /** Of how many; null where every single one counts. */
  base: Type.Union([Type.Integer(), Type.Null()]),
  share: Type.Union([Type.Number(), Type.Null()]),
  /** The unit's own share in the twelve months before. */
  usual: Type.Union([Type.Number(), Type.Null()]),
  /** From where on it is an alarm: dossiers, share of the base, times the usual share. The province's own choice. */
  threshold: Type.Object({
    count: Type.Integer(),
    share: Type.Union([Type.Number(), Type.Null()]),
    factor: Type.Union([Type.Number(), Type.Null()]),
  }),
  /** In Vietnamese, with the numbers filled in. */
  sentence: Type.String(),
  from: Type.String(),
  to: Type.String(),
})
export type Alarm = Static<typeof Alarm>
