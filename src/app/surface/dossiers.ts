import type { Context } from '#kit/io/context.ts'
import type { Messages } from '#kit/io/messages.ts'
import { dateOf } from '#kit/values/instant.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { DossierView } from '#onestop/dossiers/contract.ts'
import {
  actAsApplicant,
  actAsOfficer,
  actorOf,
  countOpenDossiers,
  fileDossier,
  openAsApplicant,
  openForOfficer,
  openInbox,
  trackDossier,
} from '#onestop/dossiers/public.ts'
import { findProcedureInForce } from '#onestop/procedures/public.ts'
import { agencyFor, listAgencies, listHeldPosts } from '#people/organization/public.ts'
import type { Lang, Surface } from '../contract.ts'
import type { Visit } from './visit.ts'

const needSignIn = (): Refusal => refuse('sign-in-required')

type Methods = Pick<
  Surface,
  | 'fileDossier'
  | 'track'
  | 'openAsApplicant'
  | 'actAsApplicant'
  | 'inbox'
  | 'openAsOfficer'
  | 'actAsOfficer'
  | 'listAssignees'
  | 'listConsultableAgencies'
>

/** Filing, following, handling. */
export function dossierMethods(ctx: Context, { officer, messages, lang }: Visit): Methods {
  const named = (view: DossierView | Refusal) => (isRefused(view) ? view : withWords(view, messages, lang))
  return {
    async fileDossier(input, channel) {
      if (channel === 'online')
        return fileDossier(ctx, input, { channel, actor: { kind: 'applicant' }, synthetic: false })
      if (!officer) return needSignIn()
      return fileDossier(ctx, input, { channel, actor: await actorOf(ctx.db, officer), synthetic: false })
    },
    track: (code) => trackDossier(ctx, code),
    openAsApplicant: async (code, key) => named(await openAsApplicant(ctx, code, key)),
    actAsApplicant: (code, key, action, requestId) => actAsApplicant(ctx, code, key, action, requestId),
    inbox: async (ask) => (officer ? openInbox(ctx, officer, ask) : needSignIn()),
    openAsOfficer: async (code) => (officer ? named(await openForOfficer(ctx, code, officer)) : needSignIn()),
    actAsOfficer: async (code, action, requestId) =>
      officer ? actAsOfficer(ctx, code, action, officer, requestId) : needSignIn(),
    async listAssignees(code) {
      if (!officer) return []
      const on = dateOf(ctx.now())
      const view = await openForOfficer(ctx, code, officer)
      const version = isRefused(view)
        ? undefined
        : await findProcedureInForce(ctx.db, view.summary.procedureCode, on)
      const agency = version && (await agencyFor(ctx.db, version.content.sector.id, on))
      if (!version || !agency) return []
      const posts = await listHeldPosts(ctx.db, { on, agencyId: agency.agencyId, role: 'case-officer' })
      const able = posts.filter(
        ({ post }) => post.sectors === null || post.sectors.includes(version.content.sector.id),
      )
      const open = await countOpenDossiers(
        ctx.db,
        able.map(({ post }) => post.id),
      )
      return able.map(({ post, officerName }) => ({
        postId: post.id,
        name: officerName,
        postTitle: post.title,
        openDossiers: open.get(post.id) ?? 0,
      }))
    },
    async listConsultableAgencies() {
      if (!officer) return []
      const agencies = await listAgencies(ctx.db, { on: dateOf(ctx.now()) })
      return agencies
        .filter((one) => one.id !== officer.agencyId && one.level === 'province')
        .map(({ id, name }) => ({ id, name }))
    },
  }
}

/** Actors and holders without a name of their own are called by their kind, in the reader's language. */
function withWords(view: DossierView, messages: Messages, lang: Lang): DossierView {
  const word = (kind: 'actor' | 'holder', value: string) =>
    messages[lang].get(`label.${kind}.${value}`) ?? value
  return {
    ...view,
    summary: { ...view.summary, holderName: word('holder', view.summary.holderName) },
    timeline: view.timeline.map((entry) => ({ ...entry, actorName: word('actor', entry.actorName) })),
  }
}
