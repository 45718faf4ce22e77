import type { Route } from '#kit/io/http.ts'
import { batchOperations } from './batch-operations.ts'
import { contextOperations } from './context-operations.ts'
import { discoveryOperations } from './discovery-operations.ts'
import { entityOperations } from './entity-operations.ts'
import type { NgsildSettings } from './find-caller.ts'
import { operation } from './operation.ts'
import { queryOperations } from './query-operations.ts'
import { temporalOperations } from './temporal-operations.ts'
import { restRoutes } from './unsupported-operations.ts'

/**
 * The NGSI-LD API at /ngsi-ld/v1 (ETSI GS CIM 009 V1.8.1). `others` are routes below the same address that another
 * module serves (subscriptions), so that their resources answer 405 rightly.
 */
export function ngsildRoutes(settings: NgsildSettings, others: readonly Route[] = []): readonly Route[] {
  const declared = [
    ...queryOperations,
    ...entityOperations,
    ...batchOperations,
    ...temporalOperations,
    ...discoveryOperations,
    ...contextOperations,
  ]
  const routes = declared.map((one) => operation(one, settings))
  return [...routes, ...restRoutes([...routes, ...others])]
}
