import type { Context } from '#kit/io/context.ts'
import { AgenciesFile, CodesFile, PostsFile } from './agency-content.ts'
import { mirror } from './mirror.ts'
import { failOn, readYaml } from './read-content.ts'
import { agencyContentFaults } from './rules/content-faults.ts'

/**
 * Loads content/agencies: agencies with those of each commune, rooms, sectors, codes and posts. Areas must be
 * loaded before. What content no longer says is removed, but never a post. Answers how many rows changed.
 * Throws an Error naming each fault of a file.
 */
export async function loadAgencies(ctx: Context, contentDir: string): Promise<number> {
  const file = await readYaml(contentDir, 'agencies/agencies.yaml', AgenciesFile)
  const { codes } = await readYaml(contentDir, 'agencies/codes.yaml', CodesFile)
  const { posts, synthetic } = await readYaml(contentDir, 'agencies/posts.yaml', PostsFile)
  return ctx.transaction(async (tx) => {
    const communes = await tx.text<{ code: string; full_name: string }>(
      `select code, full_name from people.administrative_areas
       where level = 'commune' and valid_from <= $1 and (valid_to is null or $1 < valid_to)`,
      [file.communes.on],
    )
    const agencies = [...file.agencies.map(agencyRow), ...communes.flatMap((area) => communeRows(file, area))]
    failOn('agencies', agencyContentFaults(agencies, file, codes, posts))
    const tables: readonly TableContent[] = [
      { table: 'people.agencies', keys: ['id', 'valid_from'], rows: agencies },
      successorTable(file),
      unitTable(file),
      sectorTable(file),
      codeTable(codes),
      {
        table: 'people.posts',
        keys: ['id'],
        rows: posts.map((post) => postRow(post, synthetic)),
        keep: true,
      },
    ]
    let changes = 0
    for (const { table, keys, rows, keep } of tables) changes += await mirror(tx, table, keys, rows, !keep)
    return changes
  })
}

/** The rows that one table shall have; with `keep`, rows that content no longer names stay. */
type TableContent = {
  readonly table: Parameters<typeof mirror>[1]
  readonly keys: readonly string[]
  readonly rows: Parameters<typeof mirror>[3]
  readonly keep?: true
}

function successorTable({ successors }: AgenciesFile): TableContent {
  return {
    table: 'people.agency_successors',
    keys: ['predecessor_id', 'successor_id', 'effective_on'],
    rows: successors.map((entry) => ({
      predecessor_id: entry.predecessor,
      successor_id: entry.successor,
      effective_on: entry.effectiveOn,
      sectors: entry.sectors,
      sourced: entry.sourced,
      basis: entry.basis,
    })),
  }
}

function unitTable({ units }: AgenciesFile): TableContent {
  return {
    table: 'people.units',
    keys: ['id', 'valid_from'],
    rows: units.map((entry) => ({
      id: entry.id,
      ...periodOf(entry),
      agency_id: entry.agency,
      name: entry.name,
      sourced: entry.sourced,
    })),
  }
}

function sectorTable({ sectors }: AgenciesFile): TableContent {
  return {
    table: 'people.agency_sectors',
    keys: ['sector_id', 'level', 'valid_from'],
    rows: sectors.map((entry) => ({
      sector_id: entry.sector,
      level: entry.level ?? 'province',
      ...periodOf(entry),
      agency_id: entry.agency,
      unit_id: entry.unit ?? null,
      sourced: entry.sourced,
      basis: entry.basis ?? null,
    })),
  }
}

function codeTable(codes: CodesFile['codes']): TableContent {
  return {
    table: 'people.agency_codes',
    keys: ['agency_id', 'valid_from'],
    rows: codes.map((entry) => ({
      agency_id: entry.agency,
      ...periodOf(entry),
      unit_code: entry.unitCode,
      format: entry.format,
      verified: entry.verified,
      note: entry.note ?? null,
    })),
  }
}

function postRow(entry: PostsFile['posts'][number], synthetic: boolean) {
  return {
    id: entry.id,
    ...periodOf(entry),
    agency_id: entry.agency,
    unit_id: entry.unit ?? null,
    title: entry.title,
    roles: entry.roles,
    sectors: entry.sectors ?? null,
    areas: entry.areas ?? null,
    place: entry.place,
    synthetic,
  }
}

function periodOf(entry: { readonly validFrom: string; readonly validTo?: string }) {
  return { valid_from: entry.validFrom, valid_to: entry.validTo ?? null }
}

function agencyRow(entry: AgenciesFile['agencies'][number]) {
  return {
    id: entry.id,
    ...periodOf(entry),
    kind: entry.kind,
    level: entry.level as string,
    name: entry.name,
    short_name: entry.shortName,
    name_en: entry.nameEn ?? null,
    parent_id: entry.parentId ?? null,
    area_code: entry.areaCode ?? null,
    sourced: entry.sourced,
    basis: entry.basis ?? null,
  }
}

/** The people's committee of a commune (`ubnd-07210`) and its one-stop centre (`ttpvhcc-07210`). */
function communeRows(file: AgenciesFile, area: { readonly code: string; readonly full_name: string }) {
  const { on, committee, centre } = file.communes
  const areaName = area.full_name.charAt(0).toLowerCase() + area.full_name.slice(1)
  const rowOf = (id: string, kind: string, pattern: typeof committee, parentId: string | null) => ({
    id,
    valid_from: on,
    valid_to: null,
    kind,
    level: 'commune',
    name: pattern.name.replace('{area}', areaName),
    short_name: pattern.shortName.replace('{area}', areaName),
    name_en: null,
    parent_id: parentId,
    area_code: area.code,
    sourced: true,
    basis: pattern.basis,
  })
  return [
    rowOf(`ubnd-${area.code}`, 'peoples-committee', committee, 'ubnd-tinh'),
    rowOf(`ttpvhcc-${area.code}`, 'service-centre', centre, `ubnd-${area.code}`),
  ]
}
