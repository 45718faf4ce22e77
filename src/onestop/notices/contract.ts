import { type Static, Type } from 'typebox'
import type { CalendarChange } from '#onestop/deadlines/contract.ts'

/** The message of the outbox when a corrected calendar moved a due time. */
export type DueTimeMoved = {
  readonly agencyId: string
  readonly dossierId: string
  readonly code: string
  readonly moveId: string
  readonly fromDueAt: string
  readonly toDueAt: string
  readonly cause: CalendarChange
}

/** What an applicant is told. Moments are ISO 8601 with the Vietnamese offset. */
export const Notice = Type.Object({
  kind: Type.Literal('due-time-moved'),
  writtenAt: Type.String(),
  fromDueAt: Type.String(),
  toDueAt: Type.String(),
  /** Why, in sentences of the reader's language. */
  reasons: Type.Array(Type.String()),
})
export type Notice = Static<typeof Notice>
