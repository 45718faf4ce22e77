import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { NationalSource, type ProcedureContent, type PublicationEntry } from './contract.ts'
import { publishProcedure } from './publish-procedure.ts'
import { checkContent, readYaml } from './read-content.ts'
import { type CrawledProcedure, readNationalProcedure } from './rules/national/read-procedure.ts'
import { findPublication } from './store.ts'
import type { ImportDoubt } from './store-doubts.ts'
import { listLatestContents } from './store-versions.ts'

/** What an import did: how many records came, how many became versions, how many doubts were recorded. */
export type ImportReport = {
  readonly records: number
  readonly versions: number
  readonly doubts: number
}

const fields = [
  'ma_thu_tuc',
  'detail_url',
  'ten_thu_tuc',
  'so_quyet_dinh',
  'cap_thuc_hien',
  'loai_thu_tuc',
  'linh_vuc',
  'doi_tuong_thuc_hien',
  'co_quan_co_tham_quyen',
  'dia_chi_tiep_nhan',
  'co_quan_duoc_uy_quyen',
  'co_quan_phoi_hop',
  'thu_tuc_lien_quan',
  'trinh_tu_thuc_hien',
  'cach_thuc_thuc_hien',
  'thanh_phan_ho_so',
  'can_cu_phap_ly',
  'co_quan_thuc_hien',
  'yeu_cau_dieu_kien',
  'ket_qua_xu_ly',
] as const satisfies readonly (keyof CrawledProcedure)[]
const Records = Type.Array(Type.Object(Object.fromEntries(fields.map((field) => [field, Type.String()]))))

/**
 * Loads the national catalogue that lies in the content folder, once: the same file again does nothing. A later
 * file adds versions of what changed; a procedure that it lacks is told as a doubt and stays in force, since no
 * decision abolished it. Answers undefined when there is nothing to load.
 */
export async function importNationalCatalogue(
  ctx: Context,
  contentDir: string,
): Promise<ImportReport | undefined> {
  const folder = join(contentDir, 'national-procedures')
  const yaml = join(folder, 'source.yaml')
  const text = await readFile(yaml, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const source = readYaml(text, yaml, NationalSource)
  if (await findPublication(ctx.db, source.number, source.takenOn)) return undefined
  const packed = await readFile(join(folder, source.file))
  const records = await unpack(packed, source)
  const latest = await listLatestContents(ctx.db, 'national-catalogue')
  const entries: PublicationEntry[] = []
  const doubts: ImportDoubt[] = []
  for (const record of records) {
    const { value, doubts: found } = readNationalProcedure(record)
    const procedure = record.ma_thu_tuc
    doubts.push(...found.map((doubt) => ({ procedureCode: procedure, ...doubt })))
    const known = latest.get(procedure)
    latest.delete(procedure)
    if (known && known.content !== null && isSame(known.content, value)) continue
    const kind = known && known.content !== null ? 'amended' : 'new'
    entries.push({ procedureId: procedure, kind, version: (known?.version ?? 0) + 1, content: value })
  }
  for (const [procedureCode, { content }] of latest)
    if (content)
      doubts.push({ procedureCode, field: 'name', code: 'missing-from-catalogue', text: content.name })
  if (entries.length === 0) return { records: records.length, versions: 0, doubts: 0 }
  const outcome = await publishProcedure(
    ctx,
    {
      number: source.number,
      title: source.title,
      signedOn: source.takenOn,
      signer: source.source,
      effectiveOn: source.takenOn,
      note: `SHA-256 ${createHash('sha256').update(packed).digest('hex')}`,
      entries,
    },
    { by: 'content', source: 'national-catalogue', doubts },
  )
  if (isRefused(outcome))
    throw new Error(`${source.number}: ${outcome.refused} ${JSON.stringify(outcome.facts)}`)
  return { records: records.length, versions: outcome.versions, doubts: doubts.length }
}

async function unpack(packed: Buffer, source: NationalSource): Promise<CrawledProcedure[]> {
  const lines = (await promisify(gunzip)(packed)).toString('utf8').split('\n').filter(Boolean)
  const records = lines.map((line): unknown => JSON.parse(line))
  checkContent(records, source.file, Records)
  if (records.length !== source.records)
    throw new Error(`${source.file}: ${records.length} records, ${source.records} expected`)
  return records as CrawledProcedure[]
}

function isSame(a: ProcedureContent, b: ProcedureContent): boolean {
  return canonicalJson(a as Json) === canonicalJson(b as Json)
}
