import type { Context } from '#kit/io/context.ts'
import { sentenceOf } from '#kit/io/messages.ts'
import type { Instant } from '#kit/values/instant.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { findProcedureInForce, listSectors, searchProcedures } from '#onestop/procedures/public.ts'
import {
  type SignedInOfficer as SessionOfficer,
  sessionCookie,
  signIn,
  signOut,
} from '#people/access/public.ts'
import type { SignedInOfficer, Surface } from '../contract.ts'
import { alarmMethods } from './alarms.ts'
import { datasetMethods } from './datahub-datasets.ts'
import { entityMethods } from './datahub-entities.ts'
import { sourceMethods } from './datahub-sources.ts'
import { deadlineMethods } from './deadlines.ts'
import { documentMethods } from './documents.ts'
import { dossierMethods } from './dossiers.ts'
import { draftMethods } from './drafts.ts'
import { figureMethods } from './figures.ts'
import { index766Methods } from './index766.ts'
import { reportMethods } from './reports.ts'
import type { Visit } from './visit.ts'

/** All that the screens may ask for, made for one request. */
export function makeSurface(ctx: Context, visit: Visit): Surface {
  return {
    lang: visit.lang,
    officer: visit.officer ? shownOfficer(visit.officer) : null,
    today: dateOf(ctx.now()),
    synthetic: visit.demo.accounts !== null,
    say: (refusal) => sentenceOf(visit.messages, refusal, visit.lang),
    searchProcedures: (ask) => searchProcedures(ctx, ask),
    listSectors: async () => [...(await listSectors(ctx))],
    findProcedure: (code) => findProcedureInForce(ctx.db, code, dateOf(ctx.now())),
    listDemoAccounts: async () => visit.demo.accounts,
    ...sessionMethods(ctx, visit),
    ...dossierMethods(ctx, visit),
    ...draftMethods(ctx, visit),
    ...documentMethods(ctx, visit),
    ...deadlineMethods(ctx, visit),
    ...figureMethods(ctx, visit),
    ...reportMethods(ctx, visit),
    ...index766Methods(ctx),
    ...alarmMethods(ctx, visit),
    ...entityMethods(ctx, visit),
    ...sourceMethods(ctx, visit),
    ...datasetMethods(ctx, visit),
  }
}

function shownOfficer(officer: SessionOfficer): SignedInOfficer {
  const { officerId, name, postId, postTitle, agencyId, agencyName, roles } = officer
  return { officerId, name, postId, postTitle, agencyId, agencyName, roles }
}

function sessionMethods(ctx: Context, visit: Visit): Pick<Surface, 'signIn' | 'signOut'> {
  const cookie = (value: string, until: Instant | undefined) => ({
    name: sessionCookie,
    value,
    maxAge: until === undefined ? 0 : Math.max(0, Math.floor((until - ctx.now()) / 1000)),
  })
  return {
    async signIn(ask) {
      const from = {
        address: visit.address,
        userAgent: visit.userAgent,
        ...(visit.token && { previousToken: visit.token }),
      }
      const outcome = await signIn(ctx, ask, from)
      return isRefused(outcome) ? outcome : cookie(outcome.token, outcome.expiresAt)
    },
    async signOut() {
      if (visit.token) await signOut(ctx, visit.token)
      return cookie('', undefined)
    },
  }
}
