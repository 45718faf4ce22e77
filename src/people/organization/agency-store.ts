import type { Reader } from '#kit/io/context.ts'
import { build } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Agency, DossierCodeSetting, GovernmentLevel, ResolvingAgency, Unit } from './contract.ts'
import type { AgencyRow, AgencySectorRow, UnitRow } from './tables.ts'
import { byVietnamese } from './vietnamese-order.ts'

/** The agency as it stood on a day, or undefined when it did not exist then. */
export async function findAgency(reader: Reader, id: string, on: PlainDate): Promise<Agency | undefined> {
  const rows = await reader.hot<AgencyRow>(
    'people.find-agency',
    `select * from people.agencies
     where id = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)`,
    [id, on],
  )
  return rows[0] && toAgency(rows[0])
}

/** The agencies of a day, by name in Vietnamese order; `level` narrows. */
export async function listAgencies(
  reader: Reader,
  ask: { readonly on: PlainDate; readonly level?: GovernmentLevel },
): Promise<Agency[]> {
  let query = build
    .selectFrom('people.agencies')
    .selectAll()
    .where('valid_from', '<=', ask.on)
    .where((is) => is.or([is('valid_to', 'is', null), is('valid_to', '>', ask.on)]))
  if (ask.level) query = query.where('level', '=', ask.level)
  const agencies = (await reader.rows<AgencyRow>(query)).map(toAgency)
  return agencies.sort((one, other) => byVietnamese(one.name, other.name))
}

/** The rooms of an agency on a day, by name in Vietnamese order. */
export async function listUnits(reader: Reader, agencyId: string, on: PlainDate): Promise<Unit[]> {
  const rows = await reader.rows<UnitRow>(
    build
      .selectFrom('people.units')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .where('valid_from', '<=', on)
      .where((is) => is.or([is('valid_to', 'is', null), is('valid_to', '>', on)])),
  )
  return rows
    .map((row) => ({
      id: row.id,
      agencyId: row.agency_id,
      name: row.name,
      sourced: row.sourced,
      validFrom: row.valid_from as PlainDate,
      validTo: row.valid_to as PlainDate | null,
    }))
    .sort((one, other) => byVietnamese(one.name, other.name))
}

/**
 * The agency that resolves the dossiers of a sector on a day, with its unit, at a level of government; undefined
 * when the province has not said who.
 */
export async function agencyFor(
  reader: Reader,
  sectorId: string,
  on: PlainDate,
  level: GovernmentLevel = 'province',
): Promise<ResolvingAgency | undefined> {
  type Row = AgencySectorRow & { agency_name: string; unit_name: string | null }
  const [row] = await reader.hot<Row>(
    'people.agency-for',
    `select s.*, a.name as agency_name, u.name as unit_name
     from people.agency_sectors s
     join people.agencies a
       on a.id = s.agency_id and a.valid_from <= $2 and (a.valid_to is null or $2 < a.valid_to)
     left join people.units u
       on u.id = s.unit_id and u.valid_from <= $2 and (u.valid_to is null or $2 < u.valid_to)
     where s.sector_id = $1 and s.level = $3 and s.valid_from <= $2 and (s.valid_to is null or $2 < s.valid_to)`,
    [sectorId, on, level],
  )
  return (
    row && {
      agencyId: row.agency_id,
      agencyName: row.agency_name,
      unitId: row.unit_id,
      unitName: row.unit_name,
      sourced: row.sourced,
    }
  )
}

/**
 * The identification code and the layout of dossier codes of an agency on a day, or undefined when the province
 * has not configured one: then no code may be made.
 */
export async function dossierCodeSetting(
  reader: Reader,
  agencyId: string,
  on: PlainDate,
): Promise<DossierCodeSetting | undefined> {
  const [row] = await reader.hot<{ unit_code: string; format: 'A' | 'B'; verified: boolean }>(
    'people.dossier-code-setting',
    `select unit_code, format, verified from people.agency_codes
     where agency_id = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to)`,
    [agencyId, on],
  )
  return row && { unitCode: row.unit_code, format: row.format, verified: row.verified }
}

/**
 * The one-stop centre that receives for an agency on a day: the province's own for provincial agencies, the
 * commune's for those of a commune; the agency itself where it has none.
 * @law NĐ 61/2018 Đ7; NĐ 118/2025 (organisation of one-stops)
 */
export async function centreFor(reader: Reader, agencyId: string, on: PlainDate): Promise<string> {
  const [row] = await reader.hot<{ id: string }>(
    'people.centre-for',
    `select c.id from people.agencies a
     join people.agencies c
       on c.kind = 'service-centre' and c.level = a.level
      and (a.level <> 'commune' or c.area_code = a.area_code)
      and c.valid_from <= $2 and (c.valid_to is null or $2 < c.valid_to)
     where a.id = $1 and a.valid_from <= $2 and (a.valid_to is null or $2 < a.valid_to)
     order by c.id limit 1`,
    [agencyId, on],
  )
  return row?.id ?? agencyId
}

/** Which agencies took over from one that ended, in which sectors, from which day and by what. */
export async function listAgencySuccessors(reader: Reader, agencyId: string) {
  const rows = await reader.rows(
    build
      .selectFrom('people.agency_successors')
      .selectAll()
      .where('predecessor_id', '=', agencyId)
      .orderBy('effective_on')
      .orderBy('successor_id'),
  )
  return rows.map((row) => ({
    agencyId: row.successor_id,
    effectiveOn: row.effective_on as PlainDate,
    sectors: row.sectors as readonly string[],
    sourced: row.sourced,
    basis: row.basis,
  }))
}

function toAgency(row: AgencyRow): Agency {
  return {
    id: row.id,
    kind: row.kind,
    level: row.level,
    name: row.name,
    shortName: row.short_name,
    nameEn: row.name_en,
    parentId: row.parent_id,
    areaCode: row.area_code,
    sourced: row.sourced,
    basis: row.basis,
    validFrom: row.valid_from as PlainDate,
    validTo: row.valid_to as PlainDate | null,
  }
}
