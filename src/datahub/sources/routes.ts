import { Readable } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer } from '#people/access/contract.ts'
import * as contract from './contract.ts'
import { decideRun } from './decide-run.ts'
import { hashOfKey, renewKey, saveMapping, saveSource } from './keep-source.ts'
import { getRun, getSource, listQuarantine, listRuns, listSources } from './list-sources.ts'
import { dismissRow, editRow, replayRows } from './mend-quarantine.ts'
import { previewMapping } from './preview-mapping.ts'
import { pullSource } from './pull-source.ts'
import { startRun } from './start-run.ts'
import { findRun, listQuarantineRows } from './store-runs.ts'
import { findSource, findSourceByKey, listMappings, type StoredSource } from './store-sources.ts'
import { takePush } from './take-push.ts'

const tag = 'sources'
const Id = Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }) })
const Numbered = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const Started = Type.Object({ runId: Type.Integer(), same: Type.Boolean() })
const Reason = Type.String({ minLength: 1, maxLength: 1000 })

type Guards = { readonly officer: Guard<SignedInOfficer>; readonly dataEngineer: Guard<SignedInOfficer> }

/** The source, if the officer may see to it: a data engineer every one, others those of their own agency. */
async function sourceFor(ctx: Context, actor: SignedInOfficer, id: string) {
  const source = await findSource(ctx.db, id)
  if (!source) return refuse('source-unknown', { source: id })
  const isOwn = source.settings.agencyId === actor.agencyId
  return isOwn || actor.roles.includes('data-engineer')
    ? source
    : refuse('source-not-yours', { source: source.settings.name })
}

async function sourceOfRun(ctx: Context, actor: SignedInOfficer, runId: number) {
  const run = await findRun(ctx.db, runId)
  return run ? sourceFor(ctx, actor, run.source_id) : refuse('run-unknown', { run: runId })
}

async function sourceOfRow(ctx: Context, actor: SignedInOfficer, id: number) {
  const [row] = await listQuarantineRows(ctx.db, { ids: [id] }, 1)
  return row ? sourceFor(ctx, actor, row.source_id) : refuse('row-unknown', { row: id })
}

const sourceStatus = { 'source-unknown': 404, 'source-not-yours': 403 } as const
const fileStatus = {
  'no-table': 422,
  'file-too-large': 413,
  'file-unreadable': 422,
  'not-a-form': 422,
  'file-empty': 422,
} as const

/** Every operation on sources, their runs and the rows that were not taken. */
export function sourceRoutes(guards: Guards): Route[] {
  return [
    ...settingRoutes(guards),
    ...fileRoutes(guards),
    ...runRoutes(guards),
    ...quarantineRoutes(guards),
    pushRoute(),
  ]
}

function settingRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sources',
      summary: 'Sources of the data centre with their health',
      tag,
      who: guards.officer,
      reply: Type.Object({ sources: Type.Array(contract.SourceView) }),
      async handle(ctx, { actor }) {
        const all = actor.roles.includes('data-engineer')
        return { sources: await listSources(ctx, all ? null : actor.agencyId) }
      },
      refusals: {},
    }),
    route({
      method: 'GET',
      path: '/sources/:id',
      summary: 'One source with its health',
      tag,
      who: guards.officer,
      params: Id,
      reply: contract.SourceView,
      async handle(ctx, { actor, params }) {
        const source = await sourceFor(ctx, actor, params.id)
        if (isRefused(source)) return source
        return (await getSource(ctx, params.id)) ?? refuse('source-unknown', { source: params.id })
      },
      refusals: sourceStatus,
    }),
    route({
      method: 'PUT',
      path: '/sources/:id',
      summary: 'Add a source or change its settings',
      tag,
      who: guards.dataEngineer,
      params: Id,
      body: Type.Object({
        settings: contract.SourceSettings,
        secret: Type.Optional(Type.String({ maxLength: 1000 })),
      }),
      reply: Type.Object({ id: Type.String() }),
      handle: (ctx, { actor, params, body }) =>
        saveSource(ctx, { ...body.settings, id: params.id }, { secret: body.secret, by: actor.officerId }),
      refusals: { 'model-unknown': 422, 'source-model-fixed': 409, 'address-not-allowed': 422 },
    }),
    route({
      method: 'POST',
      path: '/sources/:id/key',
      summary: 'A new key with which the source pushes; shown this once',
      tag,
      who: guards.dataEngineer,
      params: Id,
      reply: Type.Object({ key: Type.String() }),
      handle: (ctx, { params }) => renewKey(ctx, params.id),
      refusals: { 'source-unknown': 404, 'source-does-not-push': 409 },
    }),
    route({
      method: 'GET',
      path: '/sources/:id/mappings',
      summary: 'Versions of the mapping, latest first',
      tag,
      who: guards.officer,
      params: Id,
      reply: Type.Object({ mappings: Type.Array(contract.MappingVersion) }),
      async handle(ctx, { actor, params }) {
        const source = await sourceFor(ctx, actor, params.id)
        return isRefused(source) ? source : { mappings: await listMappings(ctx.db, params.id) }
      },
      refusals: sourceStatus,
    }),
    route({
      method: 'POST',
      path: '/sources/:id/mappings',
      summary: 'Add a version of the mapping',
      tag,
      who: guards.dataEngineer,
      params: Id,
      body: Type.Object({ mapping: contract.Mapping, note: Type.String({ maxLength: 1000 }) }),
      reply: Type.Object({ version: Type.Integer() }),
      handle: (ctx, { actor, params, body }) =>
        saveMapping(ctx, params.id, body.mapping, { note: body.note, by: actor.officerId }),
      refusals: {
        'source-unknown': 404,
        'model-unknown': 422,
        'field-unknown': 422,
        'key-unmapped': 422,
        'pattern-wrong': 422,
      },
    }),
  ]
}

function fileRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'POST',
      path: '/sources/:id/preview',
      summary: 'What a file would become under a mapping; nothing is written',
      description:
        'multipart/form-data: `file`, `form` (a survey form, for its submissions), `mapping` (JSON).',
      tag,
      who: guards.officer,
      params: Id,
      reply: contract.Preview,
      async handle(ctx, { actor, params, request }) {
        const source = await sourceFor(ctx, actor, params.id)
        if (isRefused(source)) return source
        const { file, form, mapping } = await readParts(request)
        if (!file) return refuse('file-empty', { file: '' })
        if (mapping === 'wrong') return refuse('mapping-wrong')
        return previewMapping(ctx, {
          sourceId: params.id,
          file: rawOf(file),
          form: form && rawOf(form),
          mapping,
        })
      },
      refusals: { ...sourceStatus, ...fileStatus, 'model-unknown': 422, 'mapping-wrong': 400 },
    }),
    route({
      method: 'POST',
      path: '/sources/:id/files',
      summary: 'Hand in a file; the run is done by a worker',
      description: 'multipart/form-data: `file`, and `form` for the submissions of a survey form.',
      tag,
      who: guards.officer,
      params: Id,
      status: 202,
      reply: Started,
      async handle(ctx, { actor, params, request }) {
        const source = await sourceFor(ctx, actor, params.id)
        if (isRefused(source)) return source
        const { file, form } = await readParts(request)
        if (!file) return refuse('file-empty', { file: '' })
        return startRun(ctx, {
          sourceId: params.id,
          cause: 'upload',
          fileName: file.name,
          content: Readable.from([file.bytes]),
          form: form && Readable.from([form.bytes]),
          by: actor.officerId,
        })
      },
      refusals: {
        ...sourceStatus,
        'file-empty': 422,
        'file-too-large': 413,
        'source-disabled': 409,
        'mapping-missing': 409,
      },
    }),
    route({
      method: 'POST',
      path: '/sources/:id/pull',
      summary: 'Ask the source now',
      tag,
      who: guards.officer,
      params: Id,
      status: 202,
      reply: Type.Object({ runs: Type.Array(Type.Integer()) }),
      async handle(ctx, { actor, params }) {
        const source = await sourceFor(ctx, actor, params.id)
        return isRefused(source) ? source : pullSource(ctx, source, actor.officerId)
      },
      refusals: {
        ...sourceStatus,
        'source-does-not-pull': 409,
        'source-disabled': 409,
        'mapping-missing': 409,
        'file-too-large': 413,
        'pull-failed': 502,
      },
    }),
  ]
}

function runRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sources/:id/runs',
      summary: 'Runs of a source, latest first',
      tag,
      who: guards.officer,
      params: Id,
      query: Type.Object({
        before: Type.Optional(Type.Integer()),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      reply: Type.Object({ runs: Type.Array(contract.RunView) }),
      async handle(ctx, { actor, params, query }) {
        const source = await sourceFor(ctx, actor, params.id)
        return isRefused(source) ? source : { runs: await listRuns(ctx, { sourceId: params.id, ...query }) }
      },
      refusals: sourceStatus,
    }),
    route({
      method: 'GET',
      path: '/runs/:id',
      summary: 'One run: its file, counts, quality',
      tag,
      who: guards.officer,
      params: Numbered,
      reply: contract.RunView,
      async handle(ctx, { actor, params }) {
        const source = await sourceOfRun(ctx, actor, params.id)
        return isRefused(source) ? source : getRun(ctx, params.id)
      },
      refusals: { ...sourceStatus, 'run-unknown': 404 },
    }),
    route({
      method: 'POST',
      path: '/runs/:id/decision',
      summary: 'Let a held run go on, or end it',
      tag,
      who: guards.dataEngineer,
      params: Numbered,
      body: Type.Object({ approve: Type.Boolean(), reason: Reason }),
      reply: Type.Object({ runId: Type.Integer(), state: Type.String() }),
      handle: (ctx, { actor, params, body }) =>
        decideRun(ctx, { runId: params.id, ...body, by: actor.officerId }),
      refusals: { 'run-unknown': 404, 'run-not-held': 409, 'decision-reason-missing': 422 },
    }),
  ]
}

function quarantineRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sources/:id/quarantine',
      summary: 'Rows that were not taken, with why',
      tag,
      who: guards.officer,
      params: Id,
      query: Type.Object({
        runId: Type.Optional(Type.Integer()),
        state: Type.Optional(Type.Enum(['open', 'replayed', 'dismissed'])),
        after: Type.Optional(Type.Integer()),
      }),
      reply: Type.Object({
        rows: Type.Array(contract.QuarantinedRow),
        next: Type.Union([Type.Integer(), Type.Null()]),
      }),
      async handle(ctx, { actor, params, query }) {
        const source = await sourceFor(ctx, actor, params.id)
        return isRefused(source) ? source : listQuarantine(ctx, { sourceId: params.id, ...query })
      },
      refusals: sourceStatus,
    }),
    route({
      method: 'PATCH',
      path: '/quarantined-rows/:id',
      summary: 'Mend cells of a row; the row as it was read stays',
      tag,
      who: guards.officer,
      params: Numbered,
      body: Type.Object({
        edits: Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
        ),
      }),
      reply: Type.Object({ id: Type.Integer() }),
      async handle(ctx, { actor, params, body }) {
        const source = await sourceOfRow(ctx, actor, params.id)
        return isRefused(source) ? source : editRow(ctx, params.id, body.edits)
      },
      refusals: { ...sourceStatus, 'row-unknown': 404, 'row-settled': 409 },
    }),
    route({
      method: 'POST',
      path: '/quarantined-rows/:id/dismissal',
      summary: 'Give up a row, with a reason',
      tag,
      who: guards.officer,
      params: Numbered,
      body: Type.Object({ reason: Reason }),
      reply: Type.Object({ id: Type.Integer() }),
      async handle(ctx, { actor, params, body }) {
        const source = await sourceOfRow(ctx, actor, params.id)
        return isRefused(source) ? source : dismissRow(ctx, params.id, body.reason, actor.officerId)
      },
      refusals: { ...sourceStatus, 'row-unknown': 404, 'row-settled': 409, 'decision-reason-missing': 422 },
    }),
    route({
      method: 'POST',
      path: '/sources/:id/replay',
      summary: 'Take quarantined rows again, as mended, with the present mapping',
      tag,
      who: guards.officer,
      params: Id,
      body: Type.Object({ ids: Type.Optional(Type.Array(Type.Integer(), { maxItems: 10_000 })) }),
      reply: Type.Object({ taken: Type.Integer(), left: Type.Integer(), runs: Type.Array(Type.Integer()) }),
      async handle(ctx, { actor, params, body }) {
        const source = await sourceFor(ctx, actor, params.id)
        if (isRefused(source)) return source
        const outcome = await replayRows(ctx, { sourceId: params.id, ids: body.ids, by: actor.officerId })
        return isRefused(outcome) ? outcome : { ...outcome, runs: [...outcome.runs] }
      },
      refusals: { ...sourceStatus, 'mapping-missing': 409, 'model-unknown': 422 },
    }),
  ]
}

const bySourceKey: Guard<StoredSource> = async (ctx, request) => {
  const key = /^Bearer (kbs_[A-Za-z0-9_-]+)$/.exec(request.headers.authorization ?? '')?.[1]
  const source = key === undefined ? undefined : await findSourceByKey(ctx.db, hashOfKey(key))
  return source ?? refuse('source-key-wrong')
}

function pushRoute(): Route {
  const Refused = Type.Object({
    row: Type.Integer(),
    findings: Type.Array(
      Type.Object({
        code: Type.String(),
        sentence: Type.String(),
        column: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  })
  return route({
    method: 'POST',
    path: '/source-rows',
    summary: 'Push a batch of rows with the key of a source',
    description:
      'All rows taken: 200. Some not taken: 207 with the row numbers and why. Held for a person: 202.',
    tag,
    who: bySourceKey,
    body: Type.Object({
      rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 1_000 }),
    }),
    reply: Type.Object({
      runId: Type.Integer(),
      state: Type.String(),
      taken: Type.Integer(),
      refused: Type.Array(Refused),
    }),
    async handle(ctx, { actor, body: { rows }, request, reply }) {
      const lang = /^en/.test(request.headers['accept-language'] ?? '') ? 'en' : 'vi'
      const outcome = await takePush(ctx, actor, rows, lang)
      if (isRefused(outcome)) return outcome
      const body = {
        ...outcome,
        refused: outcome.refused.map((row) => ({ ...row, findings: [...row.findings] })),
      }
      if (outcome.state === 'held') await reply.code(202).send(body)
      else if (outcome.refused.length > 0) await reply.code(207).send(body)
      return body
    },
    refusals: {
      'source-does-not-push': 409,
      'run-failed': 422,
      'source-unknown': 404,
      'source-disabled': 409,
      'mapping-missing': 409,
      'file-too-large': 413,
    },
  })
}

type Part = { readonly name: string; readonly bytes: Buffer }

async function readParts(
  request: FastifyRequest,
): Promise<{ file?: Part; form?: Part; mapping?: contract.Mapping | 'wrong' | undefined }> {
  if (!request.isMultipart()) return {}
  const parts: { file?: Part; form?: Part; mapping?: contract.Mapping | 'wrong' } = {}
  for await (const part of request.parts())
    if (part.type === 'file') {
      const found = {
        name: (part as MultipartFile).filename,
        bytes: await (part as MultipartFile).toBuffer(),
      }
      if (part.fieldname === 'form') parts.form = found
      else parts.file = found
    } else if (part.fieldname === 'mapping' && part.value) parts.mapping = readMapping(String(part.value))
  return parts
}

function readMapping(text: string): contract.Mapping | 'wrong' {
  try {
    const found: unknown = JSON.parse(text)
    return Value.Check(contract.Mapping, found) ? found : 'wrong'
  } catch {
    return 'wrong'
  }
}

function rawOf({ name, bytes }: Part) {
  return { name, size: bytes.length, open: () => Readable.from(bytes.length ? [bytes] : []) }
}
