import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Whatever answers requests in Node's own way, such as a built SvelteKit. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown

/**
 * Gives every address that no route has to a page handler. What it needs of the program travels on the raw
 * request. The protocol is the program's own setting: what the client says of it is overwritten.
 */
export function mountPages(
  app: FastifyInstance,
  options: {
    readonly handler: Pages
    readonly protocol: 'http' | 'https'
    readonly carry: (request: FastifyRequest) => Promise<Readonly<Record<string, unknown>>>
  },
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers() // the body belongs to the pages
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.all('/*', { schema: { hide: true } }, async (request, reply) => {
      request.raw.headers['x-forwarded-proto'] = options.protocol
      Object.assign(request.raw, await options.carry(request))
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value)
      reply.hijack()
      options.handler(request.raw, reply.raw, () => {
        reply.raw.statusCode = 404
        reply.raw.end()
      })
    })
  })
}
