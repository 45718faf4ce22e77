import { type NgsildSettings, ngsildRoutes } from '#datahub/ngsild/public.ts'
import { opendataRoutes } from '#datahub/opendata/public.ts'
import { sharingRoutes } from '#datahub/sharing/public.ts'
import { sourceRoutes } from '#datahub/sources/public.ts'
import { subscriptionRoutes } from '#datahub/subscriptions/public.ts'
import type { Context } from '#kit/io/context.ts'
import type { Route } from '#kit/io/http.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { currentCalendar, deadlineRoutes, isWorkingDay } from '#onestop/deadlines/public.ts'
import { dossierRoutes, dueTimeMoveRoutes } from '#onestop/dossiers/public.ts'
import { ledgerRoutes } from '#onestop/ledger/public.ts'
import { procedureRoutes } from '#onestop/procedures/public.ts'
import { statisticsRoutes } from '#onestop/statistics/public.ts'
import { accessRoutes } from '#people/access/public.ts'
import { areaRoutes, findAgency } from '#people/organization/public.ts'
import { guards } from './guards.ts'

/** Every operation of the API, in the order of its description. */
export function routesOf(settings: NgsildSettings): readonly Route[] {
  const subscriptions = subscriptionRoutes(settings)
  return [
    ...procedureRoutes(guards),
    ...dossierRoutes(guards),
    ...dueTimeMoveRoutes(guards),
    ...ledgerRoutes(guards),
    ...deadlineRoutes,
    ...statisticsRoutes(guards),
    ...areaRoutes,
    ...accessRoutes,
    ...sourceRoutes(guards),
    ...sharingRoutes({ ...guards, workingDays }),
    ...opendataRoutes({ ...guards, agencyName }),
    ...subscriptions,
    ...ngsildRoutes(settings, subscriptions),
  ]
}

/** As they are described: nobody writes without a key, nothing is downloaded. */
export const routes: readonly Route[] = routesOf({ anonymousWrites: false, mayDownload: false })

/** The calendar by which requests for data are answered and suspensions announced. */
async function workingDays(ctx: Context): Promise<(date: PlainDate) => boolean> {
  const calendar = await currentCalendar(ctx.db)
  return (date) => isWorkingDay(calendar, date)
}

/** What an agency is called today. */
async function agencyName(ctx: Context, id: string): Promise<string | undefined> {
  return (await findAgency(ctx.db, id, dateOf(ctx.now())))?.name
}
