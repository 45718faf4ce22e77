import { type Static, Type } from 'typebox'
import { OfficerRole } from './contract.ts'

/** What content/agencies says, as its files are written. */
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 64 })
const Text = Type.String({ minLength: 1 })
const period = { validFrom: Day, validTo: Type.Optional(Day) }
const Level = Type.Union([
  Type.Literal('ministry'),
  Type.Literal('province'),
  Type.Literal('district'),
  Type.Literal('commune'),
])
const strict = { additionalProperties: false }

const AgencyEntry = Type.Object(
  {
    id: Id,
    kind: Text,
    level: Level,
    name: Text,
    shortName: Text,
    nameEn: Type.Optional(Text),
    parentId: Type.Optional(Id),
    areaCode: Type.Optional(Text),
    sourced: Type.Boolean(),
    basis: Type.Optional(Text),
    ...period,
  },
  strict,
)
const SuccessorEntry = Type.Object(
  {
    predecessor: Id,
    successor: Id,
    effectiveOn: Day,
    sectors: Type.Array(Id),
    sourced: Type.Boolean(),
    basis: Text,
  },
  strict,
)
const UnitEntry = Type.Object({ id: Id, agency: Id, name: Text, sourced: Type.Boolean(), ...period }, strict)
const SectorEntry = Type.Object(
  {
    sector: Id,
    level: Type.Optional(Level),
    agency: Id,
    unit: Type.Optional(Id),
    sourced: Type.Boolean(),
    basis: Type.Optional(Text),
    ...period,
  },
  strict,
)
const CommunePattern = Type.Object({ name: Text, shortName: Text, basis: Text }, strict)

export const AgenciesFile = Type.Object(
  {
    agencies: Type.Array(AgencyEntry),
    successors: Type.Array(SuccessorEntry),
    units: Type.Array(UnitEntry),
    sectors: Type.Array(SectorEntry),
    communes: Type.Object({ on: Day, committee: CommunePattern, centre: CommunePattern }, strict),
  },
  strict,
)
export type AgenciesFile = Static<typeof AgenciesFile>

export const CodesFile = Type.Object(
  {
    codes: Type.Array(
      Type.Object(
        {
          agency: Id,
          unitCode: Text,
          format: Type.Union([Type.Literal('A'), Type.Literal('B')]),
          verified: Type.Boolean(),
          note: Type.Optional(Text),
          ...period,
        },
        strict,
      ),
    ),
  },
  strict,
)
export type CodesFile = Static<typeof CodesFile>

export const PostsFile = Type.Object(
  {
    synthetic: Type.Boolean(),
    posts: Type.Array(
      Type.Object(
        {
          id: Id,
          agency: Id,
          unit: Type.Optional(Id),
          title: Text,
          roles: Type.Array(OfficerRole),
          sectors: Type.Optional(Type.Array(Id)),
          areas: Type.Optional(Type.Array(Text)),
          place: Type.Union([Type.Literal('centre'), Type.Literal('agency')]),
          ...period,
        },
        strict,
      ),
    ),
  },
  strict,
)
export type PostsFile = Static<typeof PostsFile>

export const OfficersFile = Type.Object(
  {
    synthetic: Type.Literal(true),
    /** Public by intent: the accounts of the demonstration. */
    password: Type.String({ minLength: 8 }),
    officers: Type.Array(
      Type.Object(
        {
          id: Id,
          userName: Type.String({ pattern: '^[a-z0-9.-]{3,40}$' }),
          name: Text,
          posts: Type.Array(Type.Object({ post: Id, from: Day, to: Type.Optional(Day) }, strict), {
            minItems: 1,
          }),
        },
        strict,
      ),
    ),
    delegations: Type.Array(
      Type.Object(
        {
          id: Id,
          fromPost: Id,
          toPost: Id,
          role: OfficerRole,
          sectors: Type.Optional(Type.Array(Id)),
          from: Day,
          to: Type.Optional(Day),
          decisionNumber: Text,
        },
        strict,
      ),
    ),
  },
  strict,
)
export type OfficersFile = Static<typeof OfficersFile>
