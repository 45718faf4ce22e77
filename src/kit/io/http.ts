import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Refusal } from '#kit/values/refusal.ts'
import type { Context } from './context.ts'

/** The status of each refusal that an act can answer: forget one and it does not compile. */
type RefusalStatuses<Answer> = { readonly [Code in Extract<Awaited<Answer>, Refusal>['refused']]: number }

/** Who is asking, found from the request, or the refusal that turns him away (401 or 403). */
export type Guard<Actor> = (ctx: Context, request: FastifyRequest) => Promise<Actor | Refusal>

/**
 * One operation of the API as a declaration. The schemas (TypeBox) are the contract: they validate what comes,
 * write what goes, and make the OpenAPI document. Under `/api` unless `path` starts with `//`.
 */
export type RouteDeclaration<
  Actor,
  Params extends TSchema,
  Query extends TSchema,
  Body extends TSchema,
  Reply extends TSchema,
  Answer,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  readonly who: Guard<Actor>
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** The answer of status 200; leave out to answer by `handle` writing to `reply` itself. */
  readonly reply?: Reply
  readonly status?: number
  /** The most bytes of a body; 2 MiB when absent. */
  readonly bodyLimit?: number
  /** Whether it is left out of the API's description. */
  readonly hidden?: boolean
  readonly handle: (
    ctx: Context,
    input: {
      readonly actor: Actor
      readonly params: Static<Params>
      readonly query: Static<Query>
      readonly body: Static<Body>
      readonly request: FastifyRequest
      readonly reply: FastifyReply
    },
  ) => Answer
  readonly refusals: RefusalStatuses<Answer>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of routes holds routes of every shape
export type Route = RouteDeclaration<any, any, any, any, any, any>

/** Declares an operation; exists for its types. */
export function route<
  Actor,
  Params extends TSchema,
  Query extends TSchema,
  Body extends TSchema,
  Reply extends TSchema,
  Answer,
>(declaration: RouteDeclaration<Actor, Params, Query, Body, Reply, Answer>): Route {
  return declaration as unknown as Route
}
