import { Type } from 'typebox'
import { type Route, route } from '#kit/io/http.ts'
import { computeDeadline } from './compute-deadline.ts'

const Nullable = (schema: ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>) =>
  Type.Union([schema, Type.Null()])

const Line = Type.Object({
  kind: Type.String({ description: 'event, rule, counted, skipped hoặc result' }),
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
    Type.String({ maxLength: 40, description: 'ISO 8601; không ghi múi giờ là giờ Việt Nam' }),
  ),
  term: Type.Optional(Type.String({ maxLength: 20, description: 'Số nguyên' })),
  unit: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'hour, working-hour, day, working-day, month, same-day, immediate',
    }),
  ),
  regime: Type.Optional(
    Type.String({ maxLength: 10, description: 'A (Nghị định 61/2018) hoặc B (Nghị định 118/2025)' }),
  ),
  lang: Type.Optional(Type.String({ maxLength: 10, description: 'vi hoặc en' })),
})

/** The calculator for anyone, on the function of every dossier's clock. */
export const deadlineRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/deadlines',
    summary: 'Tính hạn trả kết quả và giải thích từng dòng',
    description:
      'Cùng một hàm với đồng hồ của mọi hồ sơ: không tính ngày đầu, trừ ngày nghỉ theo lịch đã công bố, ngày cuối rơi vào ngày nghỉ thì chuyển sang ngày làm việc tiếp theo.',
    tag: 'Thời hạn',
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
