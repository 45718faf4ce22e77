import { foldVietnamese, toNfc } from '#kit/values/vietnamese.ts'
import type { ChannelOffer, ProcedureContent, Term } from '../../contract.ts'
import { readAudience, readLevels } from './audience.ts'
import { readChannels } from './channels.ts'
import { readComponents } from './components.ts'
import { cleanText, type Doubt, type Reading, textOrNull } from './doubt.ts'
import { readLegalBasis } from './legal-basis.ts'
import { readResults } from './results.ts'
import words from './words.vi.json' with { type: 'json' }

/** A procedure as crawled from the national data base: every field flattened to text. */
export type CrawledProcedure = {
  readonly ma_thu_tuc: string
  readonly detail_url: string
  readonly ten_thu_tuc: string
  readonly so_quyet_dinh: string
  readonly cap_thuc_hien: string
  readonly loai_thu_tuc: string
  readonly linh_vuc: string
  readonly doi_tuong_thuc_hien: string
  readonly co_quan_co_tham_quyen: string
  readonly dia_chi_tiep_nhan: string
  readonly co_quan_duoc_uy_quyen: string
  readonly co_quan_phoi_hop: string
  readonly thu_tuc_lien_quan: string
  readonly trinh_tu_thuc_hien: string
  readonly cach_thuc_thuc_hien: string
  readonly thanh_phan_ho_so: string
  readonly can_cu_phap_ly: string
  readonly co_quan_thuc_hien: string
  readonly yeu_cau_dieu_kien: string
  readonly ket_qua_xu_ly: string
}

/** The id of a sector: its name folded, with dashes. House rule. */
export function sectorIdOf(name: string): string {
  return foldVietnamese(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Fields whose text is kept as it stood when there is a doubt about them. */
const sourceOf: Readonly<Record<string, keyof CrawledProcedure>> = {
  channels: 'cach_thuc_thuc_hien',
  fees: 'cach_thuc_thuc_hien',
  evidence: 'thanh_phan_ho_so',
  legalBasis: 'can_cu_phap_ly',
  outputs: 'ket_qua_xu_ly',
  audience: 'doi_tuong_thuc_hien',
  level: 'cap_thuc_hien',
}

/** Reads a record of the national data base into the form of our catalogue, with every doubt about it. House rule. */
export function readNationalProcedure(record: CrawledProcedure): Reading<ProcedureContent> {
  const channels = readChannels(record.cach_thuc_thuc_hien.normalize('NFC'))
  const components = readComponents(record.thanh_phan_ho_so.normalize('NFC'))
  const laws = readLegalBasis(record.can_cu_phap_ly.normalize('NFC'))
  const results = readResults(record.ket_qua_xu_ly.normalize('NFC'))
  const audience = readAudience(record.doi_tuong_thuc_hien)
  const levels = readLevels(record.cap_thuc_hien)
  const doubts = [channels, components, laws, results, audience, levels].flatMap((reading) => reading.doubts)
  doubts.push(...doubtsOfRecord(record))
  const sector = cleanText(record.linh_vuc)
  const common = commonTerm(channels.value.offers)
  const { keywords, description } = results.value
  const notes = [
    keywords && `${words.keywordsNote}: ${keywords}`,
    description && `${words.descriptionNote}: ${description}`,
  ]
  const value: ProcedureContent = {
    name: cleanText(record.ten_thu_tuc).replace(/\s+/g, ' '),
    sector: { id: sectorIdOf(sector), name: sector },
    level: levels.value[0] ?? 'other',
    levels: levels.value,
    nationalCode: record.ma_thu_tuc,
    nationalCodeSource: 'dichvucong.gov.vn',
    decisionNumber: textOrNull(record.so_quyet_dinh),
    kind: textOrNull(record.loai_thu_tuc),
    term: common.term,
    termText: common.termText,
    silenceMeansConsent: false,
    cases: [...components.value.cases],
    evidence: components.value.evidence.length > 0 ? [...components.value.evidence] : null,
    sets: null,
    channels: [...channels.value.offers],
    fees: channels.value.fees && [...channels.value.fees],
    outputs: results.value.outputs,
    competentAuthority: textOrNull(record.co_quan_co_tham_quyen),
    carriedOutBy: textOrNull(record.co_quan_thuc_hien),
    authorisedAgency: textOrNull(record.co_quan_duoc_uy_quyen),
    receivedAt: textOrNull(record.dia_chi_tiep_nhan),
    linkedProcedures: [textOrNull(record.thu_tuc_lien_quan)].flatMap((text) => text ?? []),
    consultedAgencies: [textOrNull(record.co_quan_phoi_hop)].flatMap((text) => text ?? []),
    audience: audience.value,
    steps: textOrNull(record.trinh_tu_thuc_hien),
    requirements: textOrNull(record.yeu_cau_dieu_kien),
    legalBasis: laws.value,
    level2011: null,
    mode2022: null,
    onTheSpot: null,
    supplement: null,
    clockStops: [],
    stepTerms: [],
    notes: notes.filter(Boolean).join('\n') || null,
    sources: [record.detail_url],
    ...unparsedOf(record, doubts),
  }
  return { value, doubts }
}

function doubtsOfRecord(record: CrawledProcedure): Doubt[] {
  const doubts: Doubt[] = []
  if (toNfc(record.ten_thu_tuc) !== record.ten_thu_tuc)
    doubts.push({ field: 'name', code: 'not-nfc', text: record.ten_thu_tuc })
  if (textOrNull(record.co_quan_co_tham_quyen) === null)
    doubts.push({ field: 'competentAuthority', code: 'authority-missing', text: record.co_quan_thuc_hien })
  return doubts
}

/** The term of the procedure where every channel gives the same, otherwise null: it stands at each channel. */
function commonTerm(offers: readonly ChannelOffer[]): { term: Term | null; termText: string | null } {
  const distinct = new Map(offers.map((offer) => [JSON.stringify([offer.term, offer.termText]), offer]))
  const only = [...distinct.values()][0]
  return distinct.size === 1 && only
    ? { term: only.term, termText: only.termText ?? null }
    : { term: null, termText: null }
}

function unparsedOf(
  record: CrawledProcedure,
  doubts: readonly Doubt[],
): { unparsed?: Record<string, string> } {
  const kept = doubts.flatMap(({ field }): [string, string][] => {
    const source = sourceOf[field]
    return source ? [[source, record[source]]] : []
  })
  return kept.length === 0 ? {} : { unparsed: Object.fromEntries(kept) }
}
