import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { findInstant } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { refuse } from '#kit/values/refusal.ts'
import type { SignedInOfficer } from '#people/access/public.ts'
import { defaultTenant } from '../registry/public.ts'
import { doWithAgreement, requestAgreement, viewOf } from './agree.ts'
import type { OpenedDataset } from './contract.ts'
import { AgreementDeed, AgreementRequest, DatasetContent, MoveDataset, ReviewDataset } from './contract.ts'
import { describeDataset } from './describe-dataset.ts'
import { listCalls } from './log-access.ts'
import { moveDataset, reviewDataset } from './move-dataset.ts'
import { openDataset, openDatasets } from './open-dataset.ts'
import type { WorkingDay } from './rules/agreement-states.ts'
import { reviewDueOn } from './rules/dataset-states.ts'
import { sensitivityOf } from './rules/opening.ts'
import { agreementActions, allAgreements, getAgreement } from './store-agreements.ts'
import { datasetActions } from './store-datasets.ts'

const tag = 'datasets'
const DatasetParams = Type.Object({ id: Type.String({ maxLength: 60 }) })
const AgreementParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Who may pass, and the calendar of working days: both belong to other rooms. */
export type SharingPorts = {
  readonly officer: Guard<SignedInOfficer>
  /** Data engineers and controllers: they describe, open, grant and end. */
  readonly dataOfficer: Guard<SignedInOfficer>
  readonly workingDays: (ctx: Context) => Promise<WorkingDay>
}

const contentRefusals = {
  'condition-wrong': 422,
  'dataset-model-unknown': 422,
  'dataset-field-unknown': 422,
  'dataset-field-identifies': 422,
  'dataset-field-not-open': 422,
} as const

/** Datasets and agreements for officers. What is public of them is read at /ogc, /dcat, /ckan and the downloads. */
export function sharingRoutes(ports: SharingPorts): Route[] {
  return [...datasetRoutes(ports), ...agreementRoutes(ports)]
}

/** A dataset with what follows from it. */
export function describeOpened({ dataset, dictionary }: OpenedDataset) {
  return {
    ...dataset,
    dictionary,
    sensitivity: sensitivityOf(dictionary),
    reviewDueOn: reviewDueOn(day(dataset.reviewedOn)),
  }
}

function datasetRoutes({ officer, dataOfficer }: SharingPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/data/datasets',
      summary: 'The catalogue of datasets (Decree 47/2020, Art. 11.4), as far as the officer may use it',
      tag,
      who: officer,
      handle: async (ctx, { actor }) => ({
        datasets: (await openDatasets(ctx, { kind: 'officer', officer: actor })).map(describeOpened),
      }),
      refusals: {},
    }),
    route({
      method: 'GET',
      path: '/data/datasets/:id',
      summary: 'One dataset with its dictionary and what was done to it',
      tag,
      who: officer,
      params: DatasetParams,
      async handle(ctx, { actor, params }) {
        const opened = await openDataset(ctx, { kind: 'officer', officer: actor }, params.id)
        if ('refused' in opened) return opened
        return { ...describeOpened(opened), actions: await datasetActions(ctx.db, params.id) }
      },
      refusals: { 'dataset-unknown': 404 },
    }),
    route({
      method: 'PUT',
      path: '/data/datasets/:id',
      summary: 'Describe a dataset, new or anew',
      tag,
      who: dataOfficer,
      params: DatasetParams,
      body: DatasetContent,
      async handle(ctx, { actor, params, body }) {
        if (params.id !== body.id) return refuse('dataset-unknown', { dataset: params.id })
        return describeDataset(ctx, body, actor.officerId, defaultTenant)
      },
      refusals: { ...contentRefusals, 'dataset-unknown': 404 },
    }),
    route({
      method: 'POST',
      path: '/data/datasets/:id/state',
      summary: 'Move a dataset: internal, shared, open, or back',
      description: 'Opening goes through every value and refuses what identifies a person, naming the field.',
      tag,
      who: dataOfficer,
      params: DatasetParams,
      body: MoveDataset,
      handle: (ctx, { actor, params, body }) => moveDataset(ctx, params.id, body, actor.officerId),
      refusals: {
        'dataset-unknown': 404,
        'dataset-move-wrong': 409,
        'dataset-model-unknown': 422,
        'dataset-field-unknown': 422,
        'dataset-field-identifies': 422,
        'dataset-field-not-open': 422,
        'dataset-value-identifies': 422,
      },
    }),
    route({
      method: 'POST',
      path: '/data/datasets/:id/reviews',
      summary: 'Record the half-yearly review of a dataset (Decree 47/2020, Art. 18, 34)',
      tag,
      who: dataOfficer,
      params: DatasetParams,
      body: ReviewDataset,
      handle: (ctx, { actor, params, body }) => reviewDataset(ctx, params.id, body.finding, actor.officerId),
      refusals: { 'dataset-unknown': 404 },
    }),
  ]
}

function agreementRoutes({ officer, dataOfficer, workingDays }: SharingPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/data/agreements',
      summary: 'Agreements, latest first',
      tag,
      who: dataOfficer,
      query: Type.Object({ dataset: Type.Optional(Type.String({ maxLength: 60 })) }),
      handle: async (ctx, { query }) => ({
        agreements: (await allAgreements(ctx.db, query.dataset)).map((each) => viewOf(each, ctx.now())),
      }),
      refusals: {},
    }),
    route({
      method: 'POST',
      path: '/data/agreements',
      summary: 'Ask to use a dataset (Decree 47/2020, Art. 35): answered within 5 working days',
      tag,
      who: officer,
      body: AgreementRequest,
      handle: async (ctx, { actor, body }) =>
        requestAgreement(ctx, body, actor.officerId, await workingDays(ctx)),
      refusals: {
        'dataset-unknown': 404,
        'condition-wrong': 422,
        'agreement-field-not-shared': 422,
        'agreement-term-wrong': 422,
      },
    }),
    route({
      method: 'GET',
      path: '/data/agreements/:id',
      summary: 'One agreement and what was done to it',
      tag,
      who: dataOfficer,
      params: AgreementParams,
      async handle(ctx, { params }) {
        const found = await getAgreement(ctx.db, params.id)
        if (!found) return refuse('agreement-unknown', { agreement: params.id })
        return { ...viewOf(found, ctx.now()), actions: await agreementActions(ctx.db, params.id) }
      },
      refusals: { 'agreement-unknown': 404 },
    }),
    route({
      method: 'POST',
      path: '/data/agreements/:id/deeds',
      summary: 'Grant, refuse, suspend, resume, renew the key of, or revoke an agreement',
      description: 'A key is shown in the answer this once and kept nowhere.',
      tag,
      who: dataOfficer,
      params: AgreementParams,
      body: AgreementDeed,
      handle: async (ctx, { actor, params, body }) =>
        doWithAgreement(ctx, params.id, body, actor.officerId, await workingDays(ctx)),
      refusals: {
        'agreement-unknown': 404,
        'agreement-deed-wrong': 409,
        'suspension-time-missing': 422,
        'suspension-too-soon': 422,
      },
    }),
    route({
      method: 'GET',
      path: '/data/agreements/:id/calls',
      summary: 'Every call under an agreement, latest first (Decree 47/2020, Art. 45)',
      tag,
      who: dataOfficer,
      params: AgreementParams,
      query: Type.Object({
        before: Type.Optional(Type.String({ maxLength: 60, description: 'The next of the page before' })),
      }),
      async handle(ctx, { params, query }) {
        if (!(await getAgreement(ctx.db, params.id)))
          return refuse('agreement-unknown', { agreement: params.id })
        const [at = '', reference = ''] = (query.before ?? '').split(' ')
        const moment = findInstant(at)
        const calls = await listCalls(
          ctx,
          params.id,
          moment === undefined ? undefined : { at: moment, reference },
        )
        const last = calls.length === 100 ? calls.at(-1) : undefined
        return { calls, next: last ? `${last.at} ${last.reference}` : null }
      },
      refusals: { 'agreement-unknown': 404 },
    }),
  ]
}
