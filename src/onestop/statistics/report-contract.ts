import { type Static, Type } from 'typebox'
import { FigureRow, measures } from './contract.ts'

/** Which report: `number` counts the periods of the year from 1; without `form` the form of law of that day. */
export const ReportAsk = Type.Object({
  period: Type.Union([
    Type.Literal('month'),
    Type.Literal('quarter'),
    Type.Literal('half'),
    Type.Literal('year'),
  ]),
  year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  number: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  agencyId: Type.Optional(Type.String({ maxLength: 64 })),
  form: Type.Optional(Type.String({ maxLength: 40 })),
})
export type ReportAsk = Static<typeof ReportAsk>

/** A figure of a report to open: its column, and the row's sector and section; without them the total. */
export const ReportFigureAsk = Type.Object({
  ...ReportAsk.properties,
  column: Type.Integer(),
  sectorId: Type.Optional(Type.String({ maxLength: 64 })),
  section: Type.Optional(Type.String({ maxLength: 20 })),
  after: Type.Optional(Type.String({ maxLength: 60 })),
})
export type ReportFigureAsk = Static<typeof ReportFigureAsk>

const NullableDay = Type.Union([Type.String(), Type.Null()])
const Values = Type.Array(Type.Integer())

/** A report as its form has it; `values` follow `columns`. */
export const SettlementReport = Type.Object({
  form: Type.Object({ id: Type.String(), form: Type.String(), title: Type.String(), law: Type.String() }),
  /** False: the form was asked for by name and is not the form of law for this period. */
  formInForce: Type.Boolean(),
  formDateVerified: Type.Boolean(),
  period: Type.String(),
  from: Type.String(),
  to: Type.String(),
  /** Whether the period has passed. */
  complete: Type.Boolean(),
  /** Whether the circular asks for this report; null: not verified for its time. */
  required: Type.Union([Type.Boolean(), Type.Null()]),
  dueOn: NullableDay,
  agencyId: Type.Union([Type.String(), Type.Null()]),
  columns: Type.Array(
    Type.Object({
      number: Type.Integer(),
      group: Type.String(),
      name: Type.String(),
      measures: Type.Array(Type.Enum([...measures])),
    }),
  ),
  sections: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      rows: Type.Array(Type.Object({ key: Type.String(), label: Type.String(), values: Values })),
      total: Values,
    }),
  ),
  total: Values,
  remarks: Type.Array(
    Type.Object({ measure: Type.Enum([...measures]), text: Type.String(), count: Type.Integer() }),
  ),
  countedAt: Type.String(),
  synthetic: Type.Boolean(),
})
export type SettlementReport = Static<typeof SettlementReport>

/** A page of the rows behind a figure; `total` equals the figure. */
export const FigurePage = Type.Object({
  rows: Type.Array(FigureRow),
  next: Type.Union([Type.String(), Type.Null()]),
  total: Type.Integer(),
})
export type FigurePage = Static<typeof FigurePage>
