import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { refuse } from '#kit/values/refusal.ts'
import { type ActingOfficer, actorOf } from './authority.ts'
import {
  ActionInput,
  Channel,
  DossierSummary,
  DossierView,
  dossierStatuses,
  FileDossier,
  Filed,
  Tracking,
} from './contract.ts'
import { fileDossier } from './file-dossier.ts'
import { openInbox } from './open-inbox.ts'
import { actAsApplicant, actAsOfficer } from './take-action.ts'
import { openAsApplicant, openForOfficer, trackDossier } from './view-dossier.ts'

const CodeParams = Type.Object({ code: Type.String({ maxLength: 60 }) })
const Key = Type.Object({
  key: Type.String({ minLength: 10, maxLength: 20, description: 'The access key printed on the receipt.' }),
})
const ActionRequest = Type.Object({ requestId: Type.String({ format: 'uuid' }), action: ActionInput })
const TakenReply = Type.Object({ code: Type.String(), sequence: Type.Integer() })

/** What rules and authority can refuse of any action: foreseen, with the status of the answer. */
const actionRefusals = {
  'dossier-not-found': 404,
  'moment-unreadable': 422,
  'request-id-reused': 422,
  'dossier-changed-meanwhile': 409,
} as const

const filingRefusals = {
  'procedure-not-in-force': 404,
  'no-agency-for-sector': 422,
  'party-invalid': 422,
  'answers-invalid': 422,
  'evidence-unknown': 422,
  'evidence-missing': 422,
  'documents-unknown': 422,
  'no-agency-code': 422,
  'code-serials-used-up': 503,
  'request-id-reused': 422,
} as const

type Guards = { readonly anyone: Guard<unknown>; readonly officer: Guard<ActingOfficer> }

/** The HTTP operations of dossiers; who may ask is handed in. */
export function dossierRoutes(guards: Guards): Route[] {
  return [
    fileOnline(guards),
    fileAtCounter(guards),
    listQueues(guards),
    track(guards),
    openForOfficers(guards),
    openForApplicants(guards),
    actForOfficers(guards),
    actForApplicants(guards),
  ]
}

function fileOnline(guards: Guards): Route {
  return route({
    method: 'POST',
    path: '/dossiers',
    summary: 'File a dossier online',
    tag: 'dossiers',
    who: guards.anyone,
    body: FileDossier,
    reply: Filed,
    status: 201,
    handle: (ctx, { body }) =>
      fileDossier(ctx, body, { channel: 'online', actor: { kind: 'applicant' }, synthetic: false }),
    refusals: filingRefusals,
  })
}

function fileAtCounter(guards: Guards): Route {
  return route({
    method: 'POST',
    path: '/counter/dossiers',
    summary: 'Take a dossier at the counter or from the post',
    tag: 'dossiers',
    who: guards.officer,
    body: Type.Object({ channel: Channel, filing: FileDossier }),
    reply: Filed,
    status: 201,
    handle: async (ctx, { actor, body }) =>
      fileDossier(ctx, body.filing, {
        channel: body.channel,
        actor: await actorOf(ctx.db, actor),
        synthetic: false,
      }),
    refusals: filingRefusals,
  })
}

function listQueues(guards: Guards): Route {
  return route({
    method: 'GET',
    path: '/dossiers',
    summary: 'The officer’s queues by due time',
    tag: 'dossiers',
    who: guards.officer,
    query: Type.Object({
      queue: Type.Optional(Type.Enum(['mine', 'agency', 'counter', 'all'])),
      q: Type.Optional(Type.String({ maxLength: 200 })),
      status: Type.Optional(Type.Enum(dossierStatuses)),
      after: Type.Optional(Type.String({ maxLength: 300 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    reply: Type.Object({
      rows: Type.Array(DossierSummary),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
    handle: (ctx, { actor, query }) => openInbox(ctx, actor, { queue: 'agency', ...query }),
    refusals: {},
  })
}

function track(guards: Guards): Route {
  return route({
    method: 'GET',
    path: '/dossiers/:code/tracking',
    summary: 'The degree of completion, for anyone who knows the code',
    tag: 'dossiers',
    who: guards.anyone,
    params: CodeParams,
    reply: Tracking,
    handle: async (ctx, { params }) =>
      (await trackDossier(ctx, params.code)) ?? refuse('dossier-not-found', { code: params.code }),
    refusals: { 'dossier-not-found': 404 },
  })
}

function openForOfficers(guards: Guards): Route {
  return route({
    method: 'GET',
    path: '/dossiers/:code',
    summary: 'A dossier with its log, for an officer who may see it',
    tag: 'dossiers',
    who: guards.officer,
    params: CodeParams,
    reply: DossierView,
    handle: (ctx, { actor, params }) => openForOfficer(ctx, params.code, actor),
    refusals: { 'dossier-not-found': 404 },
  })
}

function openForApplicants(guards: Guards): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/opening',
    summary: 'A dossier with its log, for its applicant',
    tag: 'dossiers',
    who: guards.anyone,
    params: CodeParams,
    body: Key,
    reply: DossierView,
    handle: (ctx, { params, body }) => openAsApplicant(ctx, params.code, body.key),
    refusals: { 'dossier-not-found': 404, 'access-key-wrong': 403 },
  })
}

function actForOfficers(guards: Guards): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/actions',
    summary: 'Act on a dossier as an officer',
    description:
      'Whatever the rules refuse is answered with its code and sentence. No action carries a due time: it is computed.',
    tag: 'dossiers',
    who: guards.officer,
    params: CodeParams,
    body: ActionRequest,
    reply: TakenReply,
    handle: (ctx, { actor, params, body }) =>
      actAsOfficer(ctx, params.code, body.action, actor, body.requestId),
    refusals: actionRefusals,
  })
}

function actForApplicants(guards: Guards): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/applicant-actions',
    summary: 'Act on a dossier as its applicant: supplement, pay, withdraw',
    tag: 'dossiers',
    who: guards.anyone,
    params: CodeParams,
    body: Type.Object({ ...Key.properties, ...ActionRequest.properties }),
    reply: TakenReply,
    handle: (ctx, { params, body }) =>
      actAsApplicant(ctx, params.code, body.key, body.action, body.requestId),
    refusals: { ...actionRefusals, 'access-key-wrong': 403 },
  })
}
