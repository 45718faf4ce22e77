import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import type { Route } from './http.ts'
import { Problem } from './problems.ts'

/** Serves /openapi.json (OpenAPI 3.1, made from the routes) and /api/docs, a page to read and try it offline. */
export async function describeApi(
  app: FastifyInstance,
  options: { readonly title: string; readonly version: string; readonly sessionCookie?: string },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: options.title,
        version: options.version,
        description:
          'Every refusal is an application/problem+json with a code, its facts and a sentence in Vietnamese, or in English when Accept-Language prefers it. Moments are ISO 8601; without an offset they are Vietnamese time.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: options.sessionCookie ?? 'session' },
        },
      },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list', deepLinking: true, validatorUrl: null, persistAuthorization: true },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/** A route's schemas as Fastify reads them: what comes is checked, what goes is written, by the same words. */
export function schemaOf(route: Route): FastifySchema {
  const { summary, description, tag, params, query, body, reply, status } = route
  const given = { params, querystring: query, body }
  const described = { summary, description, tags: [tag], operationId: operationIdOf(route) }
  return {
    ...(route.hidden ? { hide: true } : {}),
    ...Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    response: {
      ...(reply === undefined ? {} : { [status ?? 200]: reply }),
      ...problemsOf(route),
    },
  }
}

/** The answers that refuse, one a status, with the codes that it may carry. */
function problemsOf(route: Route): Record<string, unknown> {
  const codes = new Map<number, string[]>([[400, ['input-missing', 'input-unknown', 'input-invalid']]])
  for (const [code, status] of Object.entries(route.refusals as Readonly<Record<string, number>>))
    codes.set(status, [...(codes.get(status) ?? []), code])
  return Object.fromEntries(
    [...codes].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: Type.Object({ ...Problem.properties }) } },
      },
    ]),
  )
}

function operationIdOf({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
