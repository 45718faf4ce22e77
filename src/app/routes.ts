import { type NgsildSettings, ngsildRoutes } from '#datahub/ngsild/public.ts'
import { sourceRoutes } from '#datahub/sources/public.ts'
import { subscriptionRoutes } from '#datahub/subscriptions/public.ts'
import type { Route } from '#kit/io/http.ts'
import { deadlineRoutes } from '#onestop/deadlines/public.ts'
import { dossierRoutes, dueTimeMoveRoutes } from '#onestop/dossiers/public.ts'
import { ledgerRoutes } from '#onestop/ledger/public.ts'
import { procedureRoutes } from '#onestop/procedures/public.ts'
import { statisticsRoutes } from '#onestop/statistics/public.ts'
import { accessRoutes } from '#people/access/public.ts'
import { areaRoutes } from '#people/organization/public.ts'
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
    ...subscriptions,
    ...ngsildRoutes(settings, subscriptions),
  ]
}

/** As they are described: nobody writes without a key, nothing is downloaded. */
export const routes: readonly Route[] = routesOf({ anonymousWrites: false, mayDownload: false })
