import { sourceRoutes } from '#datahub/sources/public.ts'
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
export const routes: readonly Route[] = [
  ...procedureRoutes(guards),
  ...dossierRoutes(guards),
  ...dueTimeMoveRoutes(guards),
  ...ledgerRoutes(guards),
  ...deadlineRoutes,
  ...statisticsRoutes(guards),
  ...areaRoutes,
  ...accessRoutes,
  ...sourceRoutes(guards),
]
