import { type Guard, type Route, route } from '#kit/io/http.ts'
import { dateOf } from '#kit/values/instant.ts'
import { day, type PlainDate } from '#kit/values/plain-date.ts'
import { listAreas } from './area-store.ts'
import { AreaList, AreaOn, AreaParams, AreaQuery, AreaView } from './contract.ts'
import { getAreaView } from './get-area-view.ts'

const tag = 'Areas'
const anyone: Guard<null> = async () => null // areas are public

export const areaRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/areas',
    summary: 'Administrative areas as they stood on a day',
    description: 'In Vietnamese order. Without `on` the areas of today. Codes are ambiguous without a day.',
    tag,
    who: anyone,
    query: AreaQuery,
    reply: AreaList,
    async handle(ctx, { query }) {
      const on = dayOf(query.on, dateOf(ctx.now()))
      return { on, areas: await listAreas(ctx.db, { on, level: query.level, parent: query.parent }) }
    },
    refusals: {},
  }),
  route({
    method: 'GET',
    path: '/areas/:code',
    summary: 'An area of a day, what it lies in, and what took its place',
    tag,
    who: anyone,
    params: AreaParams,
    query: AreaOn,
    reply: AreaView,
    async handle(ctx, { params, query }) {
      return getAreaView(ctx, params.code, dayOf(query.on, dateOf(ctx.now())))
    },
    refusals: { 'area-not-found': 404 },
  }),
]

/** The day asked for; its schema has let none pass that does not exist. */
function dayOf(text: string | undefined, today: PlainDate): PlainDate {
  return text === undefined ? today : day(text)
}
