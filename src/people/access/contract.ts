import { type Static, Type } from 'typebox'
import { OfficerRole } from '#people/organization/contract.ts'

/** A post that the officer may act from today. */
export const PostChoice = Type.Object({
  postId: Type.String(),
  postTitle: Type.String(),
  agencyName: Type.String(),
})
export type PostChoice = Static<typeof PostChoice>

/** An officer who has signed in, with the post that he acts from today; `roles` include those delegated to it. */
export const SignedInOfficer = Type.Object({
  officerId: Type.String(),
  name: Type.String(),
  postId: Type.String(),
  postTitle: Type.String(),
  agencyId: Type.String(),
  agencyName: Type.String(),
  roles: Type.Array(OfficerRole),
  sessionId: Type.String(),
  posts: Type.Array(PostChoice),
})
export type SignedInOfficer = Static<typeof SignedInOfficer>

export const SignIn = Type.Object({
  userName: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
})
export type SignIn = Static<typeof SignIn>

/** The token is shown once; it is also set as the cookie `kb_session`. */
export const SignedIn = Type.Object({
  token: Type.String(),
  expiresAt: Type.String(),
  officer: SignedInOfficer,
})

export const ChoosePost = Type.Object({ postId: Type.String({ minLength: 1, maxLength: 64 }) })
export const SessionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** A session of the officer's own, so that he can end one that is not his. */
export const SessionView = Type.Object({
  id: Type.String(),
  current: Type.Boolean(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  address: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
})
export type SessionView = Static<typeof SessionView>
export const SessionList = Type.Object({ sessions: Type.Array(SessionView) })
export const Done = Type.Object({ done: Type.Literal(true) })

/** For what an officer read a dossier's personal data. */
export type AccessPurpose =
  | 'dossier-handling'
  | 'supervision'
  | 'statistics'
  | 'petition'
  | 'inspection'
  | 'technical-support'

/** One read of a dossier's personal data by an officer, as its citizen sees it. */
export type DossierRead = {
  readonly accessedAt: string
  readonly agencyName: string
  readonly postTitle: string
  readonly purpose: string
  readonly operation: string
}
