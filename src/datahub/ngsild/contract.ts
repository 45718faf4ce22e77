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
