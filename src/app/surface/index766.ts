import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { listSectors } from '#onestop/procedures/public.ts'
import { listIndicatorRows, measureIndex766 } from '#onestop/statistics/public.ts'
import type { Surface } from '../contract.ts'
import { withSectorNames } from './reports.ts'

/** Index 766 and what each part of an indicator counts. Public, without names. */
export function index766Methods(ctx: Context): Pick<Surface, 'measureIndex766' | 'listIndicatorRows'> {
  return {
    measureIndex766: (ask) => measureIndex766(ctx, ask),
    async listIndicatorRows(ask) {
      const listed = await listIndicatorRows(ctx, ask)
      if (isRefused(listed)) return listed
      const names = new Map((await listSectors(ctx)).map(({ id, name }) => [id, name]))
      return {
        dossiers: await withSectorNames(ctx, listed.dossiers),
        procedures: listed.procedures.map((one) => ({ ...one, sector: names.get(one.sector) ?? one.sector })),
        next: listed.next,
      }
    },
  }
}
