import type { Context } from '#kit/io/context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { findAlarms, listAlarmRows } from '#onestop/statistics/public.ts'
import type { OfficerRole } from '#people/organization/contract.ts'
import type { Surface } from '../contract.ts'
import { withSectorNames } from './reports.ts'
import type { Visit } from './visit.ts'

const supervisors: readonly OfficerRole[] = ['controller', 'leader']

/** Signs that figures are made rather than earned: for controllers and leaders, as in the API. */
export function alarmMethods(
  ctx: Context,
  { officer }: Visit,
): Pick<Surface, 'findAlarms' | 'listAlarmRows'> {
  const refusal = (): Refusal | undefined => {
    if (!officer) return refuse('sign-in-required')
    return officer.roles.some((role) => supervisors.includes(role))
      ? undefined
      : refuse('role-required', { post: officer.postTitle })
  }
  return {
    findAlarms: async (ask) => refusal() ?? findAlarms(ctx, ask),
    async listAlarmRows(ask) {
      const refused = refusal()
      if (refused) return refused
      const page = await listAlarmRows(ctx, ask)
      return { ...page, rows: await withSectorNames(ctx, page.rows) }
    },
  }
}
