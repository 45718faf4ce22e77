import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const PerMille = Type.Integer({ minimum: 0, maximum: 1000 })

/** The setting of a demonstration year: `content/demo/year-<year>.yaml`. */
export const DemoYear = Type.Object({
  synthetic: Type.Literal(true),
  seed: Type.Integer(),
  dossiers: Type.Integer({ minimum: 1 }),
  firstFiledOn: Day,
  lastFiledOn: Day,
  lastDeliveredOn: Day,
  perMille: Type.Object({ online: PerMille, post: PerMille, supplement: PerMille, rejected: PerMille }),
  /** The procedures of the year, by local id: each has at least one dossier. */
  procedures: Type.Array(Type.String(), { minItems: 1 }),
  weights: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
  posts: Type.Object({
    counter: Type.Array(Type.String(), { minItems: 1 }),
    assigner: Type.String(),
    approver: Type.String(),
    caseOfficers: Type.Record(Type.String(), Type.String()),
  }),
  /** Sentences that the made-up acts carry. */
  words: Type.Object({
    about: Type.String(),
    defect: Type.String(),
    supplement: Type.String(),
    meets: Type.String(),
    fails: Type.String(),
    ground: Type.String(),
    resultSuffix: Type.String(),
  }),
})
export type DemoYear = Static<typeof DemoYear>
