import type { Sql } from '#kit/io/database.ts'

/** Whether a tenant has any entity (clause 6.3.14: it comes to be with its first one). */
export async function isTenantThere(sql: Sql, tenant: string): Promise<boolean> {
  const [row] = await sql.hot<{ there: boolean }>(
    'ngsild-tenant',
    'select exists(select from datahub.entities where tenant = $1) as there',
    [tenant],
  )
  return row?.there ?? false
}
