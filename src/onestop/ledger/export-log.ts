import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { copyRows } from '#kit/io/copy-rows.ts'
import type { Database } from '#kit/io/database.ts'
import { contentHashOf } from '#onestop/dossiers/public.ts'

const query = `
  select dossier_id, sequence, kind, actor, (extract(epoch from occurred_at) * 1000)::bigint,
    (extract(epoch from recorded_at) * 1000)::bigint, content, encode(salt, 'hex'), encode(hash, 'hex'),
    hash_scheme, position, request_id, encode(request_hash, 'hex')
  from onestop.dossier_actions order by dossier_id, sequence`

/**
 * Writes the whole log as lines of JSON `[dossierId, sequence, kind, actor, occurredMs, recordedMs, contentHash, hash]`,
 * by scheme 2 with `position` behind, one entry a line, in order of dossier and sequence. What the entries carry is left out and stands only as its salted
 * hash, so the lines hold nothing personal of applicants; who acted stands by the ids of officer and post. Answers how
 * many entries.
 */
export async function exportLog(db: Database, to: Writable): Promise<number> {
  const client = await db.pool.connect()
  let entries = 0
  try {
    await client.query('begin isolation level repeatable read read only')
    for await (const rows of copyRows(client, query)) {
      const lines = rows.map(lineOf).join('')
      entries += rows.length
      if (!to.write(lines)) await once(to, 'drain')
    }
    await client.query('commit')
    return entries
  } finally {
    client.release()
  }
}

function lineOf(row: readonly (string | undefined)[]): string {
  const [dossierId, sequence, kind, actor, occurred, recorded, content = '', salt = '', hash, ...proved] = row
  const [scheme, position, requestId = '', requestHash = ''] = proved
  const entry = [
    dossierId,
    Number(sequence),
    kind,
    actor,
    Number(occurred),
    Number(recorded),
    contentHashOf({ scheme: scheme === '1' ? 1 : 2, salt, content, requestId, requestHash }),
    hash,
    ...(scheme === '1' ? [] : [Number(position)]),
  ]
  return `${JSON.stringify(entry)}\n`
}
