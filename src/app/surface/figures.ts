import type { Context } from '#kit/io/context.ts'
import { listSectors } from '#onestop/procedures/public.ts'
import { countStatistics, listFigureRows, listFigureYears } from '#onestop/statistics/public.ts'
import type { Surface } from '../contract.ts'
import { withSectorNames } from './reports.ts'
import type { Visit } from './visit.ts'

/** The figures and the rows behind them. The public sees rows without names. */
export function figureMethods(
  ctx: Context,
  { officer }: Visit,
): Pick<Surface, 'statistics' | 'listFigureRows' | 'listFigureYears'> {
  return {
    listFigureYears: () => listFigureYears(ctx),
    async statistics(ask) {
      const figures = await countStatistics(ctx, ask)
      const names = new Map((await listSectors(ctx)).map((sector) => [sector.id, sector.name]))
      return {
        ...figures,
        bySector: figures.bySector.map((row) => ({ ...row, label: names.get(row.key) ?? row.label })),
      }
    },
    async listFigureRows(ask) {
      const page = await listFigureRows(ctx, ask, { names: officer !== undefined })
      return { ...page, rows: await withSectorNames(ctx, page.rows) }
    },
  }
}
