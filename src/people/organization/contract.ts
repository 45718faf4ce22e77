import { type Static, Type } from 'typebox'
import type { PlainDate } from '#kit/values/plain-date.ts'

/** From `validFrom` on, and no longer on `validTo`; null: still open. */
export type Period = { readonly validFrom: PlainDate; readonly validTo: PlainDate | null }

/** What a post lets its holder do. */
export const OfficerRole = Type.Union([
  Type.Literal('counter'),
  Type.Literal('case-officer'),
  Type.Literal('approver'),
  Type.Literal('controller'),
  Type.Literal('leader'),
  Type.Literal('administrator'),
  Type.Literal('data-engineer'),
])
export type OfficerRole = Static<typeof OfficerRole>
export const officerRoles: readonly OfficerRole[] = OfficerRole.anyOf.map((role) => role.const)

export type GovernmentLevel = 'ministry' | 'province' | 'district' | 'commune'

/** An agency (cơ quan) as it stands in a period. `sourced` false: its name or days are not verified. */
export type Agency = Period & {
  readonly id: string
  readonly kind: string
  readonly level: GovernmentLevel
  readonly name: string
  readonly shortName: string
  readonly nameEn: string | null
  readonly parentId: string | null
  readonly areaCode: string | null
  readonly sourced: boolean
  readonly basis: string | null
}

/** A room or division of an agency in a period. `sourced` false: illustrative. */
export type Unit = Period & {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly sourced: boolean
}

/** The agency, and its unit, that resolves the dossiers of a sector on a day. */
export type ResolvingAgency = {
  readonly agencyId: string
  readonly agencyName: string
  readonly unitId: string | null
  readonly unitName: string | null
  readonly sourced: boolean
}

/** How the dossier codes of an agency are made on a day. `verified` false: not seen in an official page. */
export type DossierCodeSetting = {
  readonly unitCode: string
  readonly format: 'A' | 'B'
  readonly verified: boolean
}

/**
 * A post (vị trí): what gives an officer his authority. `sectors` null: every sector; `areas` null: the whole
 * territory of the agency; `place`: where its steps are carried out, which "4 tại chỗ" counts.
 */
export type Post = Period & {
  readonly id: string
  readonly agencyId: string
  readonly unitId: string | null
  readonly title: string
  readonly roles: readonly OfficerRole[]
  readonly sectors: readonly string[] | null
  readonly areas: readonly string[] | null
  readonly place: 'centre' | 'agency'
}

/** A post lets another one act in its role, in writing, for a period. `from` is the delegating post itself. */
export type Delegation = Period & {
  readonly id: string
  readonly from: Post
  readonly toPostId: string
  readonly role: OfficerRole
  /** Null: every sector of the delegating post. */
  readonly sectors: readonly string[] | null
  readonly decisionNumber: string
}

/** A post with the officer who holds it on a day. */
export type HeldPost = {
  readonly post: Post
  readonly officerId: string
  readonly officerName: string
  readonly agencyName: string
  readonly synthetic: boolean
}

const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' })
const AreaLevel = Type.Union([Type.Literal('province'), Type.Literal('district'), Type.Literal('commune')])
export type AreaLevel = Static<typeof AreaLevel>

/** An administrative area as it stands in a period. */
export const Area = Type.Object({
  code: Type.String(),
  validFrom: Type.String(),
  validTo: Type.Union([Type.String(), Type.Null()]),
  level: AreaLevel,
  kind: Type.String(),
  name: Type.String(),
  fullName: Type.String(),
  parentCode: Type.Union([Type.String(), Type.Null()]),
  basis: Type.Union([Type.String(), Type.Null()]),
})
export type Area = Static<typeof Area>

/** One area that took over another one. `verified` false: the resolution was not read. */
export const AreaSuccessor = Type.Object({
  code: Type.String(),
  fullName: Type.String(),
  effectiveOn: Type.String(),
  part: Type.Union([Type.Literal('full'), Type.Literal('part'), Type.Literal('unknown')]),
  verified: Type.Boolean(),
  basis: Type.String(),
  article: Type.Union([Type.String(), Type.Null()]),
})
export type AreaSuccessor = Static<typeof AreaSuccessor>

export const AreaQuery = Type.Object({
  level: Type.Optional(AreaLevel),
  parent: Type.Optional(Type.String({ pattern: '^\\d{2,5}$' })),
  on: Type.Optional(CivilDate),
})
export const AreaList = Type.Object({ on: Type.String(), areas: Type.Array(Area) })
export const AreaParams = Type.Object({ code: Type.String({ pattern: '^\\d{2,5}$' }) })
export const AreaOn = Type.Object({ on: Type.Optional(CivilDate) })
export const AreaView = Type.Object({
  area: Area,
  path: Type.Array(Area),
  successors: Type.Array(AreaSuccessor),
})
export type AreaView = Static<typeof AreaView>
