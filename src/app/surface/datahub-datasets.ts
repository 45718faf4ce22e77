import { findModel } from '#datahub/models/public.ts'
import { countEntities, queryEntities } from '#datahub/registry/public.ts'
import type { OpenedDataset } from '#datahub/sharing/contract.ts'
import {
  allAgreements,
  type DatasetReader,
  doWithAgreement,
  freshnessOf,
  getAgreement,
  listCalls,
  moveDataset,
  openDataset,
  openDatasets,
  requestAgreement,
  viewOf,
} from '#datahub/sharing/public.ts'
import type { Context } from '#kit/io/context.ts'
import { dateOf, type Instant, toIso } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import { currentCalendar, isWorkingDay } from '#onestop/deadlines/public.ts'
import type { SignedInOfficer as SessionOfficer } from '#people/access/public.ts'
import { findAgency } from '#people/organization/public.ts'
import type { DatasetPage, DatasetSummary, DatasetSurface } from '../datahub-contract.ts'
import { registryOfficerOf } from './datahub-roles.ts'
import type { Visit } from './visit.ts'

const previewed = 20

/** Datasets and agreements: the catalogue for everybody, the rest by what the officer may. */
export function datasetMethods(ctx: Context, visit: Visit): DatasetSurface {
  const { officer } = visit
  const reader = (): DatasetReader | Refusal =>
    officer ? { kind: 'officer', officer } : refuse('sign-in-required')
  /** Runs an act for an officer who minds data. */
  async function minding<Answer>(act: (by: SessionOfficer) => Promise<Answer>): Promise<Answer | Refusal> {
    const by = registryOfficerOf(officer)
    return isRefused(by) ? by : act(by)
  }
  return {
    async listDatasets() {
      const by = reader()
      return isRefused(by) ? by : summariesOf(ctx, await openDatasets(ctx, by))
    },
    async openDataset(id) {
      const by = reader()
      return isRefused(by) ? by : pageOf(ctx, await openDataset(ctx, by, id))
    },
    moveDataset: (id, move) => minding((by) => moveDataset(ctx, id, move, by.officerId)),
    listAgreements: ({ datasetId }) =>
      minding(async () => (await allAgreements(ctx.db, datasetId)).map((one) => viewOf(one, ctx.now()))),
    openAgreement: (id) => minding((by) => openAgreement(ctx, id, by)),
    async requestAgreement(request) {
      return officer
        ? requestAgreement(ctx, request, officer.officerId, await workingDays(ctx))
        : refuse('sign-in-required')
    },
    decideAgreement: (id, deed) =>
      minding(async (by) => doWithAgreement(ctx, id, deed, by.officerId, await workingDays(ctx))),
    async listOpenDatasets({ words, theme }) {
      const opened = await openDatasets(ctx, { kind: 'public' })
      const fitting = opened.filter(
        ({ dataset }) => (!theme || dataset.theme === theme) && (!words || speaksOf(dataset, words)),
      )
      return summariesOf(ctx, fitting)
    },
    openOpenDataset: async (id) => pageOf(ctx, await openDataset(ctx, { kind: 'public' }, id)),
  }
}

/** Whether a dataset's texts hold all the words, without regard to case and diacritics. */
function speaksOf({ title, description, keywords }: OpenedDataset['dataset'], words: string): boolean {
  const text = [title, description].flatMap(({ vi, en }) => [vi, en]).concat(keywords.vi, keywords.en)
  const folded = foldVietnamese(text.join(' '))
  return foldVietnamese(words)
    .split(/\s+/)
    .every((word) => folded.includes(word))
}

function summariesOf(ctx: Context, opened: readonly OpenedDataset[]): Promise<DatasetSummary[]> {
  return Promise.all(opened.map((one) => summaryOf(ctx, one)))
}

async function summaryOf(ctx: Context, { dataset, visibility }: OpenedDataset): Promise<DatasetSummary> {
  const [count, latest, agency] = await Promise.all([
    countEntities(ctx.db, { limit: 0 }, visibility),
    queryEntities(
      ctx.db,
      { limit: 1, order: [{ by: 'modifiedAt', direction: 'desc' }], pick: [] },
      visibility,
    ),
    findAgency(ctx.db, dataset.owner, dateOf(ctx.now())),
  ])
  const lastWrite: Instant | null = isRefused(latest) ? null : (latest.entities[0]?.modifiedAt ?? null)
  return {
    dataset,
    ownerName: agency?.name ?? dataset.owner,
    count: isRefused(count) ? null : count,
    lastWriteAt: lastWrite === null ? null : toIso(lastWrite),
    freshness: freshnessOf(dataset.frequency, lastWrite, ctx.now()),
  }
}

async function pageOf(ctx: Context, opened: OpenedDataset | Refusal): Promise<DatasetPage | Refusal> {
  if (isRefused(opened)) return opened
  const { dataset, dictionary, visibility } = opened
  const [summary, model, first] = await Promise.all([
    summaryOf(ctx, opened),
    findModel(ctx.db, dataset.model),
    queryEntities(ctx.db, { limit: previewed }, visibility),
  ])
  return {
    ...summary,
    model: model ?? null,
    dictionary,
    preview: isRefused(first) ? [] : first.entities,
  }
}

async function openAgreement(ctx: Context, id: string, officer: SessionOfficer) {
  const found = /^[0-9a-f-]{36}$/.test(id) ? await getAgreement(ctx.db, id) : undefined
  if (!found) return refuse('agreement-unknown', { agreement: id })
  const [opened, calls] = await Promise.all([
    openDataset(ctx, { kind: 'officer', officer }, found.datasetId),
    listCalls(ctx, id),
  ])
  return {
    agreement: viewOf(found, ctx.now()),
    dataset: isRefused(opened) ? null : opened.dataset,
    calls,
  }
}

/** Which days are working days, by the calendar in force. */
async function workingDays(ctx: Context) {
  const calendar = await currentCalendar(ctx.db)
  return (date: PlainDate) => isWorkingDay(calendar, date)
}
