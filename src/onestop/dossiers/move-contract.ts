import { type Static, Type } from 'typebox'

const NullableText = Type.Union([Type.String(), Type.Null()])

/** A dossier whose due time moved because a calendar was corrected. Moments are ISO 8601 with the Vietnamese offset. */
export const DueTimeMove = Type.Object({
  code: Type.String(),
  procedureCode: Type.String(),
  procedureName: Type.String(),
  applicantName: Type.String(),
  agencyId: Type.String(),
  synthetic: Type.Boolean(),
  fromDueAt: Type.String(),
  toDueAt: Type.String(),
  movedAt: Type.String(),
  /** The calendars that the old and the new due time were reckoned by. */
  fromVersion: Type.String(),
  toVersion: Type.String(),
  cause: Type.Object({
    years: Type.Array(
      Type.Object({
        year: Type.Integer(),
        from: Type.Union([Type.Integer(), Type.Null()]),
        to: Type.Union([Type.Integer(), Type.Null()]),
      }),
    ),
    days: Type.Array(
      Type.Object({
        date: Type.String(),
        working: Type.Boolean(),
        name: NullableText,
        nameEn: NullableText,
        source: NullableText,
      }),
    ),
    hours: Type.Boolean(),
  }),
})
export type DueTimeMove = Static<typeof DueTimeMove>

/** A page of moves, the latest first. */
export const DueTimeMovePage = Type.Object({
  rows: Type.Array(DueTimeMove),
  next: NullableText,
})
export type DueTimeMovePage = Static<typeof DueTimeMovePage>
