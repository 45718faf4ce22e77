import type { Reader } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { Area, AreaLevel, AreaSuccessor } from './contract.ts'
import type { AreaRow, AreaSuccessorRow } from './tables.ts'
import { byVietnamese } from './vietnamese-order.ts'

const standsOn = 'valid_from <= $1 and (valid_to is null or $1 < valid_to)'

/** The area of a code as it stood on a day, or undefined. Without a day a code is ambiguous: 24 was Bắc Giang. */
export async function findArea(reader: Reader, code: string, on: PlainDate): Promise<Area | undefined> {
  const rows = await reader.hot<AreaRow>(
    'people.find-area',
    `select * from people.administrative_areas where code = $2 and ${standsOn}`,
    [on, code],
  )
  return rows[0] && toArea(rows[0])
}

/** The areas of a day in Vietnamese order of their names; `level` and `parent` (directly above) narrow. */
export async function listAreas(
  reader: Reader,
  ask: { readonly on: PlainDate; readonly level?: AreaLevel; readonly parent?: string },
): Promise<Area[]> {
  const rows = await reader.hot<AreaRow>(
    'people.list-areas',
    `select * from people.administrative_areas
     where ${standsOn} and ($2::text is null or level = $2) and ($3::text is null or parent_code = $3)`,
    [ask.on, ask.level ?? null, ask.parent ?? null],
  )
  return rows
    .map(toArea)
    .sort((one, other) => byVietnamese(one.name, other.name) || (one.code < other.code ? -1 : 1))
}

/** The area and all above it on a day, smallest first: what `mayAct` takes as territory. Empty when unknown. */
export async function areaPath(reader: Reader, code: string, on: PlainDate): Promise<Area[]> {
  const path: Area[] = []
  for (let next: string | null = code; next !== null && path.length < 4; ) {
    const area: Area | undefined = await findArea(reader, next, on)
    if (!area) break
    path.push(area)
    next = area.parentCode
  }
  return path
}

/**
 * Where an area of a day went: the areas that stand in its place today, through every later change of code
 * (a commune merged in 2024 whose successor was merged in 2025 answers the latter). Empty while it still stands,
 * and where the successor is not known. `verified` is false as soon as one step was not read in a text.
 */
export async function successorOf(reader: Reader, code: string, on: PlainDate): Promise<AreaSuccessor[]> {
  const end = await endOf(reader, code, on)
  if (end === undefined) return []
  const rows = await reader.text<AreaSuccessorRow & { full_name: string }>(
    `select s.*, a.full_name from people.area_successors s
     join people.administrative_areas a
       on a.code = s.successor_code and a.valid_from <= s.effective_on
      and (a.valid_to is null or s.effective_on < a.valid_to)
     where s.predecessor_code = $1 and s.effective_on = $2 order by s.successor_code`,
    [code, end],
  )
  const found: AreaSuccessor[] = []
  for (const row of rows) {
    const step = toSuccessor(row)
    const later = await successorOf(reader, row.successor_code, row.effective_on as PlainDate)
    found.push(...(later.length > 0 ? later.map((next) => join(step, next)) : [step]))
  }
  return found
}

/** The day on which an area of a day ended; changes of its name, kind or parent do not end it. */
async function endOf(reader: Reader, code: string, on: PlainDate): Promise<PlainDate | undefined> {
  let area = await findArea(reader, code, on)
  while (area?.validTo) {
    const end = area.validTo as PlainDate
    const next = await findArea(reader, code, end)
    if (!next || (await isReplacedOn(reader, code, end))) return end
    area = next
  }
  return undefined
}

async function isReplacedOn(reader: Reader, code: string, on: PlainDate): Promise<boolean> {
  const rows = await reader.hot(
    'people.area-replaced',
    'select from people.area_successors where predecessor_code = $1 and effective_on = $2 limit 1',
    [code, on],
  )
  return rows.length > 0
}

function join(step: AreaSuccessor, next: AreaSuccessor): AreaSuccessor {
  return {
    ...next,
    part: step.part === 'full' ? next.part : step.part,
    verified: step.verified && next.verified,
    basis: `${step.basis}; ${next.basis}`,
  }
}

function toArea(row: AreaRow): Area {
  return {
    code: row.code,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    level: row.level,
    kind: row.kind,
    name: row.name,
    fullName: row.full_name,
    parentCode: row.parent_code,
    basis: row.basis,
  }
}

function toSuccessor(row: AreaSuccessorRow & { full_name: string }): AreaSuccessor {
  return {
    code: row.successor_code,
    fullName: row.full_name,
    effectiveOn: row.effective_on,
    part: row.part,
    verified: row.verified,
    basis: row.basis,
    article: row.article,
  }
}
