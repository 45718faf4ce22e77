import type { Sql } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import { listAreas } from '#people/organization/public.ts'
import type { Surroundings } from './rules/convert.ts'
import { entityIdOf } from './rules/map-row.ts'
import { fromVn2000 } from './vn2000.ts'

/** What conversions may ask, as it stood on a day: the communes of the province by code, name and full name. */
export async function surroundingsOn(sql: Sql, today: PlainDate): Promise<Surroundings> {
  const byName = new Map<string, Set<string>>()
  for (const { code, name, fullName } of await listAreas(sql, { level: 'commune', on: today }))
    for (const told of [code, name, fullName]) {
      const key = foldVietnamese(told)
      byName.set(key, (byName.get(key) ?? new Set()).add(code))
    }
  return {
    today,
    communes: (told) => [...(byName.get(foldVietnamese(told)) ?? [])],
    fromVn2000,
    entityId: entityIdOf,
  }
}
