import type { FastifyRequest } from 'fastify'
import { type Route, route } from '#kit/io/http.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { statuses } from './rules/problems.ts'

/** Resources of the standard that are left out: answered 501 in the standard's own form, with the reason in the guide. */
const leftOut =
  /^\/ngsi-ld\/v1\/(csourceRegistrations|csourceSubscriptions|entityMaps|snapshots|info|temporal\/entityMaps)(\/|$)/

/**
 * What answers where no operation is: 501 for what is left out, 405 where the resource takes other methods (with
 * `Allow`), 404 otherwise. `known` are the paths of the API with their methods.
 */
export function restRoutes(known: readonly Pick<Route, 'method' | 'path'>[]): readonly Route[] {
  const patterns = known.map(({ method, path }) => ({ method, pattern: patternOf(path) }))
  return (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) =>
    route({
      method,
      path: '//ngsi-ld/v1/*',
      summary: 'What is not offered',
      tag: 'NGSI-LD',
      hidden: true,
      who: async () => null,
      async handle(_ctx, { request, reply }): Promise<Refusal> {
        const path = pathOf(request)
        if (leftOut.test(path)) return refuse('operation-not-supported', { operation: `${method} ${path}` })
        const others = patterns.filter(({ pattern }) => pattern.test(path)).map((one) => one.method)
        if (others.length === 0) return refuse('operation-unknown', { path })
        reply.header('allow', [...new Set(others)].join(', '))
        return refuse('method-not-allowed', { method, path })
      },
      refusals: statuses,
    }),
  )
}

function pathOf({ url }: FastifyRequest): string {
  return (url.split('?')[0] ?? '').replace(/\/+$/, '')
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/^\/\//, '/').replace(/:[A-Za-z]+/g, '[^/]+')}$`)
}
