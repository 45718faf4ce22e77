import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { SynonymList } from '../contract.ts'
import { readPublications, readYaml } from '../read-content.ts'
import { buildSearchIndex, type SearchEntry, type SearchIndex } from '../rules/search-index.ts'

const content = join(import.meta.dirname, '../../../../content')
export const synonyms = readYaml(
  readFileSync(join(content, 'search/synonyms.yaml'), 'utf8'),
  'synonyms.yaml',
  SynonymList,
)
export const province = (await readPublications(content)).flatMap((publication) =>
  publication.entries.flatMap((entry): SearchEntry[] =>
    entry.content && entry.version === 1
      ? [
          {
            code: entry.content.nationalCode ?? entry.procedureId,
            localId: entry.procedureId,
            name: entry.content.name,
            sectorId: entry.content.sector.id,
            sector: entry.content.sector.name,
            around: entry.content.outputs.map((output) => output.name),
            preference: 0.3,
          },
        ]
      : [],
  ),
)
export const national = gunzipSync(readFileSync(join(content, 'national-procedures/procedures.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): SearchEntry => {
    const record = JSON.parse(line) as Record<string, string>
    const code = record.ma_thu_tuc ?? ''
    const sector = record.linh_vuc ?? ''
    return {
      code,
      localId: code,
      name: record.ten_thu_tuc ?? '',
      sectorId: sector,
      sector,
      around: [record.co_quan_thuc_hien ?? ''],
      preference: 0,
    }
  })

/** The catalogue as it stands, and variants of it up to 3,000 procedures: for the bench of search. */
export function largeIndex(): SearchIndex<SearchEntry> {
  const variants = Array.from({ length: 3000 - province.length - national.length }, (_, at): SearchEntry => {
    const like = national[(at * 7) % national.length] ?? national[0]
    const other = national[(at * 13 + 5) % national.length] ?? national[0]
    const name = `${like?.name ?? ''} ${other?.name.split(' ').slice(0, 6).join(' ') ?? ''}`
    return {
      code: `9.${at}`,
      localId: `9.${at}`,
      name,
      sectorId: 'x',
      sector: other?.sector ?? '',
      around: [],
      preference: 0,
    }
  })
  return buildSearchIndex([...province, ...national, ...variants], synonyms)
}

/** What citizens type, easy and hard. */
export const hardQueries = [
  'cấp giấy phép bưu chính',
  'giaasy pheps buwu chinhs',
  'dang ky khai sinh co yeu to nuoc ngoai',
  'toi muon lam lai giay phep bi mat',
  'giayphepxaydungcongtrinh',
  'kahi sinh luu dogn xyzzy qwrty',
  'c',
  'quán net',
  'thủ tục thay đổi nội dung đăng ký hoạt động của văn phòng công chứng nhận chuyển nhượng vốn góp của thành viên',
]
