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
    const changes = [
      await mirror(tx, 'people.agencies', ['id', 'valid_from'], agencies, true),
      await mirror(
        tx,
        'people.agency_successors',
        ['predecessor_id', 'successor_id', 'effective_on'],
        file.successors.map((entry) => ({
          predecessor_id: entry.predecessor,
          successor_id: entry.successor,
          effective_on: entry.effectiveOn,
          sectors: entry.sectors,
          sourced: entry.sourced,
          basis: entry.basis,
        })),
        true,
      ),
      await mirror(
        tx,
        'people.units',
        ['id', 'valid_from'],
        file.units.map((entry) => ({
          id: entry.id,
          ...periodOf(entry),
          agency_id: entry.agency,
          name: entry.name,
          sourced: entry.sourced,
        })),
        true,
      ),
      await mirror(
        tx,
        'people.agency_sectors',
        ['sector_id', 'level', 'valid_from'],
        file.sectors.map((entry) => ({
          sector_id: entry.sector,
          level: entry.level ?? 'province',
          ...periodOf(entry),
          agency_id: entry.agency,
          unit_id: entry.unit ?? null,
          sourced: entry.sourced,
          basis: entry.basis ?? null,
        })),
        true,
      ),
      await mirror(
        tx,
        'people.agency_codes',
        ['agency_id', 'valid_from'],
        codes.map((entry) => ({
          agency_id: entry.agency,
          ...periodOf(entry),
          unit_code: entry.unitCode,
          format: entry.format,
          verified: entry.verified,
          note: entry.note ?? null,
        })),
        true,
      ),
      await mirror(
        tx,
        'people.posts',
        ['id'],
        posts.map((entry) => ({
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
        })),
        false,
      ),
    ]
    return changes.reduce((sum, count) => sum + count, 0)
  })
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
