import { Type } from 'typebox'
import { type Route, route } from '#kit/io/http.ts'
import { computeDeadline } from './compute-deadline.ts'

const Nullable = (schema: ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>) =>
  Type.Union([schema, Type.Null()])

const Line = Type.Object({
  kind: Type.String({ description: 'event, rule, counted, skipped or result' }),
  rule: Type.String(),
  on: Nullable(Type.String()),
  text: Type.String(),
  count: Nullable(Type.Integer()),
  law: Nullable(Type.String()),
  source: Nullable(Type.String()),
})

/** Texts: what cannot be read is answered by the act itself, in a sentence that a citizen understands. */
const Question = Type.Object({
  acceptedAt: Type.Optional(
    Type.String({ maxLength: 40, description: 'ISO 8601; without an offset Vietnamese time' }),
  ),
  term: Type.Optional(Type.String({ maxLength: 20, description: 'A whole number' })),
  unit: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'hour, working-hour, day, working-day, month, same-day, immediate',
    }),
  ),
  regime: Type.Optional(
    Type.String({
      maxLength: 10,
      description: 'A (Decree 61/2018) or B (Decree 118/2025); left out: by the day of acceptance',
    }),
  ),
  lang: Type.Optional(Type.String({ maxLength: 10, description: 'vi or en' })),
})

/** The calculator for anyone, on the function of every dossier's clock. */
export const deadlineRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/deadlines',
    summary: 'When a term ends, with the derivation line by line',
    description:
      'On the function of every dossier’s clock: the first day is not counted, days off are left out by the announced calendar, an end on a day off moves to the next working day.',
    tag: 'Deadlines',
    who: async () => ({ kind: 'public' as const }),
    query: Question,
    reply: Type.Object({
      acceptedAt: Type.String(),
      term: Type.Object({ value: Type.Integer(), unit: Type.String() }),
      regime: Type.String(),
      dueAt: Type.String(),
      dueOn: Type.String(),
      derivation: Type.Array(Line),
      warnings: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
      calendarVersion: Type.String(),
    }),
    handle: (ctx, { query }) => computeDeadline(ctx, query, query.lang === 'en' ? 'en' : 'vi'),
    refusals: {
      'deadline-moment-unreadable': 400,
      'deadline-term-unreadable': 400,
      'deadline-unit-unknown': 400,
      'deadline-regime-unknown': 400,
      'deadline-outside-calendar': 400,
    },
  }),
]
