import type { FastifyRequest } from 'fastify'
import type { Guard } from '#kit/io/http.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { OfficerRole } from '#people/organization/contract.ts'
import type { SignedInOfficer } from './contract.ts'
import { currentOfficer } from './current-officer.ts'

export const sessionCookie = 'kb_session'

/** Anyone: what is asked for is public. */
export const anyone: Guard<null> = async () => null

/** An officer who has signed in, by cookie or `Authorization: Bearer`. Refuses `sign-in-required` (401). */
export const officerOnly: Guard<SignedInOfficer> = async (ctx, request) => {
  const token = tokenOf(request)
  const officer = token === undefined ? undefined : await currentOfficer(ctx, token)
  return officer ?? refuse('sign-in-required')
}

/** An officer whose post today has one of the roles. Refuses `sign-in-required` (401), `role-required` (403). */
export function officerWith(...roles: readonly OfficerRole[]): Guard<SignedInOfficer> {
  return async (ctx, request) => {
    const officer = await officerOnly(ctx, request)
    if ('refused' in officer) return officer
    return officer.roles.some((role) => roles.includes(role))
      ? officer
      : refuse('role-required', { post: officer.postTitle })
  }
}

/** The session token that a request carries: a bearer token goes before the cookie. Never from the address. */
export function tokenOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const bearer = /^Bearer ([A-Za-z0-9_-]+)$/.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? cookieOf(request.headers.cookie ?? '', sessionCookie)
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, value] = part.split('=', 2)
    if (key?.trim() === name) return value?.trim()
  }
  return undefined
}

/** The `Set-Cookie` of a session; `maxAge` in seconds, 0 takes it away. `secure` when the request came by HTTPS. */
export function sessionCookieHeader(token: string, maxAge: number, secure: boolean): string {
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`
}
