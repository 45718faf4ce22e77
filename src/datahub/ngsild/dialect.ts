import type { FastifyReply } from 'fastify'
import type { Dialect } from '#kit/io/problems.ts'
import type { Refusal } from '#kit/values/refusal.ts'
import { problemOf, statuses } from './rules/problems.ts'

/** How the API writes a "no" (clauses 5.5.2 and 6.3.2): the standard's type, our code and sentence. */
export const ngsildDialect: Dialect = {
  prefix: '/ngsi-ld/',
  send: (request, reply, status, refusal, sentence) =>
    sendProblemOf(
      reply,
      statuses[refusal.refused] ?? (status === 422 ? 400 : status),
      refusal,
      sentence,
      request.id,
    ),
}

function sendProblemOf(
  reply: FastifyReply,
  status: number,
  refusal: Refusal,
  detail: string,
  reference: string,
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ ...problemOf(refusal.refused, status), status, detail, code: refusal.refused, reference })
}

/** A refusal inside an answer of partial success: as `send` writes it, without its sentence. */
export function partOf(refusal: Refusal, status: number): Readonly<Record<string, unknown>> {
  const facts = Object.entries(refusal.facts).map(([name, value]) => `${name}: ${value}`)
  return {
    ...problemOf(refusal.refused, status),
    status,
    detail: [refusal.refused, ...facts].join(', '),
    code: refusal.refused,
  }
}
