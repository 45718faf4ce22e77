import { type Route, route } from '#kit/io/http.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import {
  ChoosePost,
  Done,
  SessionList,
  SessionParams,
  SignedIn,
  SignedInOfficer,
  SignIn,
} from './contract.ts'
import { anyone, officerOnly, sessionCookieHeader, tokenOf } from './guards.ts'
import { choosePost, endOwnSession, listOwnSessions } from './manage-sessions.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

const tag = 'Sessions'

export const accessRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/sessions',
    summary: 'Sign in as an officer',
    description: 'Sets the cookie kb_session and answers the token once, for `Authorization: Bearer`.',
    tag,
    who: anyone,
    body: SignIn,
    reply: SignedIn,
    async handle(ctx, { body, request, reply }) {
      const signedIn = await signIn(ctx, body, {
        address: request.ip,
        userAgent: request.headers['user-agent'],
        previousToken: tokenOf(request),
      })
      if ('refused' in signedIn) return signedIn
      const maxAge = Math.floor((signedIn.expiresAt - ctx.now()) / 1000)
      reply.header('set-cookie', sessionCookieHeader(signedIn.token, maxAge, request.protocol === 'https'))
      reply.header('cache-control', 'no-store')
      return { token: signedIn.token, expiresAt: toLocalIso(signedIn.expiresAt), officer: signedIn.officer }
    },
    refusals: { 'sign-in-failed': 401, 'too-many-attempts': 429, 'no-post-today': 403 },
  }),
  route({
    method: 'GET',
    path: '/sessions/current',
    summary: 'The officer who is signed in, with the post of today',
    tag,
    who: officerOnly,
    reply: SignedInOfficer,
    handle: async (_ctx, { actor }) => actor,
    refusals: {},
  }),
  route({
    method: 'DELETE',
    path: '/sessions/current',
    summary: 'Sign out',
    tag,
    who: anyone,
    reply: Done,
    async handle(ctx, { request, reply }) {
      await signOut(ctx, tokenOf(request) ?? '')
      reply.header('set-cookie', sessionCookieHeader('', 0, request.protocol === 'https'))
      return { done: true as const }
    },
    refusals: {},
  }),
  route({
    method: 'PUT',
    path: '/sessions/current/post',
    summary: 'Act from another of the posts one holds today',
    tag,
    who: officerOnly,
    body: ChoosePost,
    reply: Done,
    handle: (ctx, { actor, body }) => choosePost(ctx, actor, body.postId),
    refusals: { 'post-not-held': 403 },
  }),
  route({
    method: 'GET',
    path: '/sessions',
    summary: 'Own sessions that still hold',
    tag,
    who: officerOnly,
    reply: SessionList,
    handle: async (ctx, { actor }) => ({ sessions: await listOwnSessions(ctx, actor) }),
    refusals: {},
  }),
  route({
    method: 'DELETE',
    path: '/sessions/:id',
    summary: 'End one of the own sessions',
    tag,
    who: officerOnly,
    params: SessionParams,
    reply: Done,
    handle: (ctx, { actor, params }) => endOwnSession(ctx, actor, params.id),
    refusals: { 'session-not-found': 404 },
  }),
]
