import type { Reader } from '#kit/io/context.ts'
import { instantOf, toLocalIso } from '#kit/values/instant.ts'
import { explainCalendarChange } from '#onestop/deadlines/public.ts'
import type { DueTimeMoved, Notice } from './contract.ts'
import './tables.ts'

type Row = { written_at: Date; facts: Pick<DueTimeMoved, 'fromDueAt' | 'toDueAt' | 'cause'> }

/** What the applicant of a dossier was told, the latest first. The caller has asked who may. */
export async function listNotices(reader: Reader, code: string, lang: 'vi' | 'en'): Promise<Notice[]> {
  const rows = await reader.text<Row>(
    `select n.written_at, n.facts from onestop.dossiers d
     join onestop.notices n on n.agency_id = d.agency_id and n.dossier_id = d.id
     where d.code = $1 order by n.id desc`,
    [code],
  )
  return rows.map(({ written_at, facts }) => ({
    kind: 'due-time-moved',
    writtenAt: local(written_at.toISOString()),
    fromDueAt: local(facts.fromDueAt),
    toDueAt: local(facts.toDueAt),
    reasons: explainCalendarChange(facts.cause, lang),
  }))
}

function local(moment: string): string {
  return toLocalIso(instantOf(Date.parse(moment)))
}
