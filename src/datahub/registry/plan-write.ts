import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Model } from '../models/contract.ts'
import { deriveFields, faultOfAttributes, type ModelsByName } from '../models/public.ts'
import type { AttributeInstance, EntityWrite, StoredName, Writing } from './contract.ts'
import { type Applied, applyWrite, type EntityState, wholeModes } from './rules/apply-write.ts'
import { momentOf } from './rules/evaluate.ts'
import { comparableValuesOf, instancesOf } from './rules/instances.ts'
import { grantsSeeing, type NamedGrant, shownBy } from './rules/visibility.ts'

/** An entity as a write meets it. `state` undefined: it is not there, or not any more. */
export type Standing = {
  readonly owner: string
  readonly movedTo: string | null
  readonly state: EntityState | undefined
}

/** On whose behalf, by which models. */
export type Planning = {
  readonly writing: Writing
  readonly models: ModelsByName
  readonly grants: readonly NamedGrant[]
  readonly nowIso: string
}

const creating: ReadonlySet<EntityWrite['mode']> = new Set(['create', 'upsert', 'upsert-append'])

/** What one write makes of an entity, or why it may not be: rights first, then what the models say. */
export function planWrite(
  planning: Planning,
  standing: Standing,
  write: EntityWrite,
): { readonly applied: Applied } | Refusal {
  const rights = rightsOf(planning, standing, write)
  if (isRefused(rights)) return rights
  const derived = new Set(
    modelsOf(planning, [...(standing.state?.types ?? []), ...(write.types ?? [])]).flatMap((model) =>
      model.derived.map(({ name }) => name),
    ),
  )
  const written = Object.keys(write.attributes ?? {})
  const computed = written.find((name) => derived.has(name))
  if (computed !== undefined) return refuse('field-derived', { field: computed })
  const isKept = (name: StoredName) => derived.has(name) || !rights.shows(name)
  const applied = applyWrite(standing.state, write, planning.nowIso, isKept)
  if (isRefused(applied)) return applied
  const complete = withDerived(planning, applied)
  const fault = faultOf(planning, standing, write, complete)
  if (fault !== undefined) return fault
  if (complete.state !== undefined && !staysSeen(planning, standing, complete.state, write.id))
    return refuse('write-outside-rights', { id: write.id })
  return { applied: complete }
}

function modelsOf({ models }: Planning, types: readonly StoredName[]): readonly Model[] {
  return types.flatMap((type) => models.get(type) ?? [])
}

type Rights = { shows(name: StoredName): boolean }

/** What of the entity the writer sees and may write. What he does not see is to him as if it were not there. */
function rightsOf(planning: Planning, standing: Standing, write: EntityWrite): Rights | Refusal {
  const { grants, writing } = planning
  const { state } = standing
  if (standing.movedTo !== null && state === undefined)
    return isUnlimited(grants)
      ? refuse('entity-moved', { id: write.id, to: standing.movedTo })
      : hidden(write)
  if (state === undefined && !creating.has(write.mode)) return refuse('entity-unknown', { id: write.id })
  const seeing =
    state === undefined
      ? grants.filter(
          ({ type, grant }) =>
            (type === null || write.types?.includes(type)) &&
            (grant.owners === null || grant.owners.includes(writing.owner)),
        )
      : grantsSeeing({ ...state, id: write.id, owner: standing.owner }, grants)
  if (seeing.length === 0 && state !== undefined) return hidden(write)
  if (seeing.length === 0) return refuse('no-right-to-write', { id: write.id })
  const writable = seeing.filter(({ grant }) => grant.mayWrite)
  const mayHave = (type: StoredName) =>
    grants.some((one) => one.grant.mayWrite && (one.type ?? type) === type)
  if (writable.length === 0 || !(write.types ?? []).every(mayHave))
    return refuse('no-right-to-write', { id: write.id })
  const isWritable = shownBy(writable)
  const touched = [...Object.keys(write.attributes ?? {}), ...(write.deletes ?? []).map(({ name }) => name)]
  const masked = touched.find((name) => !isWritable(name))
  if (masked !== undefined) return refuse('attribute-masked', { attribute: masked })
  if (write.mode === 'delete' && !writable.some(({ grant }) => grant.attributes === null))
    return refuse('no-right-to-write', { id: write.id })
  return { shows: isWritable }
}

/** An entity that the writer does not see cannot be made either, and nothing more is told of it. */
function hidden(write: EntityWrite): Refusal {
  return creating.has(write.mode)
    ? refuse('no-right-to-write', { id: write.id })
    : refuse('entity-unknown', { id: write.id })
}

function isUnlimited(grants: readonly NamedGrant[]): boolean {
  return grants.some(
    ({ type, grant }) =>
      type === null && grant.attributes === null && grant.owners === null && grant.where === null,
  )
}

/** A writer may not write an entity out of his own sight. */
function staysSeen(planning: Planning, standing: Standing, state: EntityState, id: string): boolean {
  const owner = standing.state === undefined ? planning.writing.owner : standing.owner
  const writable = planning.grants.filter(({ grant }) => grant.mayWrite)
  return grantsSeeing({ ...state, id, owner }, writable).length > 0
}

/** Adds what follows from the written fields by the models. */
function withDerived(planning: Planning, applied: Applied): Applied {
  const { state } = applied
  if (state === undefined || applied.changes.length === 0) return applied
  const models = modelsOf(planning, state.types).filter(({ derived }) => derived.length > 0)
  if (models.length === 0) return applied
  const values = comparableValuesOf(state.attributes)
  const attributes: Record<string, AttributeInstance> = {}
  const deletes: { name: StoredName; datasetId: '*' }[] = []
  for (const model of models)
    for (const [name, value] of Object.entries(deriveFields(model, values)))
      if (value !== undefined) attributes[name] = { type: 'Property', value }
      else if (name in state.attributes) deletes.push({ name, datasetId: '*' })
  const made = applyWrite(state, { mode: 'append', id: '', attributes }, planning.nowIso)
  if (isRefused(made) || made.state === undefined) return applied
  const cleared = applyWrite(made.state, { mode: 'delete-attributes', id: '', deletes }, planning.nowIso)
  if (isRefused(cleared)) return applied
  return {
    ...applied,
    state: cleared.state,
    changes: [...applied.changes, ...made.changes, ...cleared.changes],
  }
}

/** What the models of an entity's types have against what was written. */
function faultOf(
  planning: Planning,
  standing: Standing,
  write: EntityWrite,
  { state, changes }: Applied,
): Refusal | undefined {
  if (state === undefined) return undefined
  for (const { name, instance } of changes)
    if (instance?.observedAt !== undefined && momentOf(instance.observedAt) === undefined)
      return refuse('attribute-moment-unreadable', { attribute: name, text: String(instance.observedAt) })
  const changed = new Set(changes.filter(({ instance }) => instance !== null).map(({ name }) => name))
  const removes = changes.some(({ instance }) => instance === null)
  const whole = standing.state === undefined || wholeModes.has(write.mode) || removes
  for (const model of modelsOf(planning, state.types)) {
    const fault = faultOfAttributes(
      model,
      [...changed].map((name) => ({ name, instances: instancesOf(state.attributes[name]) })),
      whole ? new Set(Object.keys(state.attributes)) : undefined,
    )
    if (fault !== undefined) return fault
  }
  return undefined
}
