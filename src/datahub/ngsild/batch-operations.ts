import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { EntityWrite, WriteOutcome } from '../registry/contract.ts'
import { writeEntities } from '../registry/public.ts'
import { partOf } from './dialect.ts'
import type { Answer, Ask, Operation } from './operation.ts'
import { demandEntity, expandFragment } from './rules/expand-fragment.ts'
import { isUri } from './rules/literals.ts'
import { statusOf } from './rules/problems.ts'
import { readPresentation } from './rules/read-presentation.ts'
import { splitList } from './rules/read-query.ts'
import { contextOfElement, writingOf } from './write-answers.ts'

const bodyLimit = 64 * 1024 * 1024

function batch(name: string, clause: string, handle: (ask: Ask) => Promise<Answer | Refusal>): Operation {
  return {
    method: 'POST',
    path: `/entityOperations/${name}`,
    summary: `Batch ${name} (NGSI-LD ${clause})`,
    writes: true,
    ownContext: true,
    bodyLimit,
    handle,
  }
}

/** Batch operations: each element by itself, 207 when some were refused (clauses 5.6.7–5.6.10, 5.6.20; HTTP 6.14–6.17, 6.31). */
export const batchOperations: readonly Operation[] = [
  batch('create', '5.6.7', (ask) => writeBatch(ask, 'create', {})),
  batch('upsert', '5.6.8', upsert),
  batch('update', '5.6.9', update),
  batch('merge', '5.6.20', (ask) => writeBatch(ask, 'merge', { partial: true, typeOptional: true })),
  batch('delete', '5.6.10', deleteBatch),
]

function upsert(ask: Ask): Promise<Answer | Refusal> {
  return writeBatch(ask, splitList(ask.query.options).includes('update') ? 'upsert-append' : 'upsert', {})
}

function update(ask: Ask): Promise<Answer | Refusal> {
  const mode = splitList(ask.query.options).includes('noOverwrite') ? 'append-new' : 'append'
  return writeBatch(ask, mode, { typeOptional: true })
}

type Failure = { readonly entityId: string; readonly error: unknown }

const failureOf = (entityId: string, refusal: Refusal): Failure => ({
  entityId,
  error: partOf(refusal, statusOf(refusal.refused)),
})

async function writeBatch(
  ask: Ask,
  mode: EntityWrite['mode'],
  how: { readonly partial?: boolean; readonly typeOptional?: boolean },
): Promise<Answer | Refusal> {
  const elements = ask.body
  if (!Array.isArray(elements) || elements.length === 0) return refuse('request-empty')
  const presentation = readPresentation(ask.query)
  if (isRefused(presentation)) return presentation
  const simplified = presentation.format === 'simplified'
  const writes: EntityWrite[] = []
  const failures: Failure[] = []
  for (const element of elements as readonly Record<string, unknown>[]) {
    const id =
      typeof element === 'object' && element !== null ? String(element.id ?? element['@id'] ?? '') : ''
    const context = await contextOfElement(ask, element)
    if (isRefused(context)) return context
    const read =
      id === ''
        ? refuse('id-not-uri', { id })
        : expandFragment(element, { context: context.compiled, simplified, ...how })
    const whole = isRefused(read) ? read : how.typeOptional ? { ...read, id } : demandEntity(read)
    if (isRefused(whole)) failures.push(failureOf(id, whole))
    else writes.push({ ...whole, mode })
  }
  const outcomes = await writeEntities(ask.ctx, writes, writingOf(ask, 'each'))
  return isRefused(outcomes) ? outcomes : answerOfBatch(mode, outcomes, failures)
}

/** 201 with what came to be, 204 when nothing did, 207 when some were refused. */
function answerOfBatch(
  mode: EntityWrite['mode'],
  outcomes: readonly WriteOutcome[],
  failures: Failure[],
): Answer {
  const done = outcomes.filter((outcome) => 'change' in outcome)
  for (const outcome of outcomes)
    if ('refusal' in outcome) failures.push(failureOf(outcome.id, outcome.refusal))
  const ids = [...new Set(done.map(({ id }) => id))]
  if (failures.length > 0) return { status: 207, body: { success: ids, errors: failures } }
  if (mode === 'create') return { status: 201, body: ids }
  const created = [...new Set(done.filter(({ change }) => change === 'created').map(({ id }) => id))]
  return created.length > 0 ? { status: 201, body: created } : { status: 204 }
}

async function deleteBatch(ask: Ask): Promise<Answer | Refusal> {
  const ids = ask.body
  if (!Array.isArray(ids) || ids.length === 0) return refuse('request-empty')
  const failures = ids
    .filter((id) => !isUri(id))
    .map((id) => failureOf(String(id), refuse('id-not-uri', { id: String(id) })))
  const writes = ids.filter(isUri).map((id): EntityWrite => ({ mode: 'delete', id }))
  const outcomes = await writeEntities(ask.ctx, writes, writingOf(ask, 'each'))
  return isRefused(outcomes) ? outcomes : answerOfBatch('delete', outcomes, failures)
}
