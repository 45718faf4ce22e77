import type { Guard, Route } from '#kit/io/http.ts'
import type { AgencyName } from './catalogue-entries.ts'
import { ckanRoutes } from './ckan-routes.ts'
import { dcatRoutes } from './dcat-routes.ts'
import { downloadRoutes } from './download-routes.ts'
import { ogcRoutes } from './ogc-routes.ts'
import { tileRoutes } from './tile-routes.ts'

export type OpendataPorts = { readonly anyone: Guard<unknown>; readonly agencyName: AgencyName }

/** The door of open data: every way in which datasets are read from outside. */
export function opendataRoutes(ports: OpendataPorts): Route[] {
  return [
    ...downloadRoutes(ports),
    ...ogcRoutes(ports),
    ...dcatRoutes(ports),
    ...ckanRoutes(ports),
    ...tileRoutes(ports),
  ]
}
