import Type, { type Static } from 'typebox'

/** How a context came to be known (ETSI GS CIM 009 clause 5.13.1). */
export const ContextKind = Type.Enum(['Hosted', 'Cached', 'ImplicitlyCreated'])
export type ContextKind = Static<typeof ContextKind>

/** What is told of a stored context when its details are asked for (clause 5.13.4). */
export const ContextDetails = Type.Object({
  URL: Type.String(),
  localId: Type.String(),
  kind: ContextKind,
  timestamp: Type.String(),
  lastUsage: Type.Optional(Type.String()),
  numberOfHits: Type.Integer(),
})
export type ContextDetails = Static<typeof ContextDetails>

/** A "no" of the NGSI-LD API (clause 5.5.2, RFC 7807), in the standard's own words; our code and sentence beside. */
export const NgsiProblem = Type.Object({
  type: Type.String({ description: 'One of https://uri.etsi.org/ngsi-ld/errors/…' }),
  title: Type.String(),
  detail: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: 'The refusal, for programs.' }),
  reference: Type.String(),
})
export type NgsiProblem = Static<typeof NgsiProblem>
