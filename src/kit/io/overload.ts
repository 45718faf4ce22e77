import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Counts requests in hand and says when there are too many: those over the limit are turned away at once, so
 * that the ones within it are still served in time. Health and metrics are always let through.
 */
export function watchLoad(
  app: FastifyInstance,
  limit: number,
): { isTooMuch(request: FastifyRequest): boolean } {
  const counted = new WeakSet<FastifyRequest>()
  let inHand = 0
  app.addHook('onRequest', async (request, reply) => {
    counted.add(request)
    inHand++
    reply.raw.once('close', () => {
      if (counted.delete(request)) inHand--
    })
  })
  const always = new Set(['/healthz', '/readyz', '/metrics'])
  return { isTooMuch: (request) => inHand > limit && !always.has(request.url) }
}
