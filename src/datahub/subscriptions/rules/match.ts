import type { EntityChanged, StoredName, TypeSelection } from '../../registry/contract.ts'
import type { EntitySelector, Subscription, Trigger } from '../contract.ts'

/**
 * Whether a change may concern a subscription, as far as the change itself tells: which entity, which attributes, what
 * happened (clause 5.8.6). The query, the area and the scope are then asked of the registry with the reader's rights.
 */
export function concerns(
  subscription: Pick<Subscription, 'entities' | 'watched' | 'triggers'>,
  change: EntityChanged,
): boolean {
  const { entities, triggers } = subscription
  if (entities !== null && !entities.some((selector) => selects(selector, change))) return false
  return triggersOf(change, subscription.watched).some((trigger) => triggers.includes(trigger))
}

function selects({ id, idPattern, types }: EntitySelector, change: EntityChanged): boolean {
  if (id !== null && id !== change.id) return false
  if (id === null && idPattern !== null && !new RegExp(idPattern).test(change.id)) return false
  return types === null || hasTypes(types, change.types)
}

/** Whether an entity of these types is meant by a selection (clause 4.17). */
export function hasTypes(selection: TypeSelection, types: readonly StoredName[]): boolean {
  switch (selection.kind) {
    case 'type':
      return types.includes(selection.name)
    case 'any':
      return selection.of.some((one) => hasTypes(one, types))
    case 'all':
      return selection.of.every((one) => hasTypes(one, types))
  }
}

/** What happened, in the words of `notificationTrigger`, narrowed to the watched attributes. */
export function triggersOf(change: EntityChanged, watched: readonly StoredName[] | null): readonly Trigger[] {
  const isWatched = (name: StoredName) => watched === null || watched.includes(name)
  const updated = change.updated.filter(isWatched)
  const deleted = change.deleted.filter(isWatched)
  const happened: Trigger[] = []
  if (change.change === 'created') happened.push('entityCreated')
  if (change.change === 'changed' && updated.length + deleted.length > 0) happened.push('entityUpdated')
  if (change.change === 'deleted') happened.push('entityDeleted')
  if (updated.some((name) => !(name in change.before))) happened.push('attributeCreated')
  if (updated.some((name) => name in change.before)) happened.push('attributeUpdated')
  if (change.change !== 'deleted' && deleted.length > 0) happened.push('attributeDeleted')
  return happened
}

/** All the types that a subscription may concern, for the sieve in the database; null when it may be any. */
export function typesNamed(entities: readonly EntitySelector[] | null): readonly StoredName[] | null {
  if (entities === null) return null
  const names = new Set<StoredName>()
  for (const { types } of entities) {
    if (types === null) return null
    collect(types, names)
  }
  return [...names]
}

function collect(selection: TypeSelection, names: Set<StoredName>): void {
  if (selection.kind === 'type') names.add(selection.name)
  else for (const one of selection.of) collect(one, names)
}
