import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { EntityWrite, WriteOutcome, Writing } from '../registry/contract.ts'
import { writeEntities } from '../registry/public.ts'
import { partOf } from './dialect.ts'
import type { Answer, Ask } from './operation.ts'
import { contextOfBody, type LdContext, useContext } from './resolve-context.ts'
import type { Reading } from './rules/expand-attribute.ts'
import { expandFragment, type Fragment } from './rules/expand-fragment.ts'
import { statusOf } from './rules/problems.ts'
import { compactName } from './rules/stored-names.ts'

/** On whose behalf an operation writes. */
export function writingOf({ caller }: Ask, atomicity: Writing['atomicity']): Writing {
  const { visibility, by, owner } = caller
  return { tenant: visibility.tenant, owner, visibility, by, atomicity }
}

/** What became of a single write, or why it was refused. */
export async function writeOne(
  ask: Ask,
  write: EntityWrite,
): Promise<Extract<WriteOutcome, { change: string }> | Refusal> {
  const outcomes = await writeEntities(ask.ctx, [write], writingOf(ask, 'all'))
  if (isRefused(outcomes)) return outcomes
  const [outcome] = outcomes
  if (outcome === undefined) throw new Error('a write without an outcome')
  return 'refusal' in outcome ? outcome.refusal : outcome
}

/** 204, or 207 with what was and was not updated (clauses 5.6.1–5.6.3, 5.2.18). */
export function answerOfUpdate(
  { context }: Ask,
  asked: readonly string[],
  outcome: Extract<WriteOutcome, { change: string }>,
): Answer {
  if (outcome.notUpdated.length === 0) return { status: 204 }
  const failed = new Set(outcome.notUpdated.map(({ name }) => name))
  const called = (name: string) => compactName(name, context.compiled)
  return {
    status: 207,
    body: {
      updated: asked.filter((name) => !failed.has(name)).map(called),
      notUpdated: outcome.notUpdated.map(({ name, refusal }) => ({
        attributeName: called(name),
        reason: String(partOf(refusal, statusOf(refusal.refused)).detail),
      })),
    },
  }
}

/** The body as one object, read as a fragment. */
export function readBody(ask: Ask, reading: Omit<Reading, 'context'> = {}): Fragment | Refusal {
  const { body } = ask
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse('request-empty')
  if (Object.keys(body).every((name) => name === '@context')) return refuse('request-empty')
  return expandFragment(body as Record<string, unknown>, { context: ask.context.compiled, ...reading })
}

/** The context of one element of a batch: its own in JSON-LD (clause 6.3.5), that of the Link header otherwise. */
export async function contextOfElement(ask: Ask, element: unknown): Promise<LdContext | Refusal> {
  const isLd = /^application\/ld\+json/i.test(ask.request.headers['content-type'] ?? '')
  const inline = contextOfBody(element)
  if (!isLd) return inline === undefined ? ask.context : refuse('context-in-json')
  if (ask.request.headers.link !== undefined && /json-ld#context/.test(String(ask.request.headers.link)))
    return refuse('context-twice')
  return inline === undefined ? refuse('context-missing') : useContext(ask.ctx, inline, ask.settings)
}
