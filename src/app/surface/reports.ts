import type { Context } from '#kit/io/context.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { listSectors } from '#onestop/procedures/public.ts'
import type { FigureRow } from '#onestop/statistics/contract.ts'
import { getReportForms, listReportRows, makeSettlementReport } from '#onestop/statistics/public.ts'
import { listAgencies } from '#people/organization/public.ts'
import type { Surface } from '../contract.ts'
import type { Visit } from './visit.ts'

type Methods = Pick<Surface, 'listReportForms' | 'listAnsweringUnits' | 'makeReport' | 'listReportRows'>

/** Settlement reports in the forms of law, and the rows behind each value. The public sees rows without names. */
export function reportMethods(ctx: Context, { officer }: Visit): Methods {
  return {
    listReportForms: async () =>
      getReportForms().map(({ id, form, law, validFrom, validTo }) => ({
        id,
        form,
        law,
        validFrom,
        validTo,
      })),
    async listAnsweringUnits({ from, to }) {
      const units = new Map<string, string>()
      for (const on of [from, to])
        for (const agency of await listAgencies(ctx.db, { on: day(on) }))
          if (agency.level !== 'ministry') units.set(agency.id, agency.name)
      return [...units].map(([id, name]) => ({ id, name }))
    },
    makeReport: (ask) => makeSettlementReport(ctx, ask),
    async listReportRows(ask) {
      const page = await listReportRows(ctx, ask, { names: officer !== undefined })
      return isRefused(page) ? page : { ...page, rows: await withSectorNames(ctx, page.rows) }
    },
  }
}

/** Rows with the sector called by name instead of its id. */
export async function withSectorNames(ctx: Context, rows: readonly FigureRow[]): Promise<FigureRow[]> {
  const names = new Map((await listSectors(ctx)).map(({ id, name }) => [id, name]))
  return rows.map((row) => ({ ...row, sector: names.get(row.sector) ?? row.sector }))
}
