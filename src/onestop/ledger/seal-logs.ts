import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { dateOf, instantOf } from '#kit/values/instant.ts'
import { addLeaf, emptyTree, type Leaf, rootOf } from './merkle.ts'
import { type SealKey, signSeal } from './seal-keys.ts'
import { type Seal, sealHash, sealStart, sealText } from './seal-text.ts'

/** Entries may be committed a little out of the order of their positions: so far back is looked again. */
const lookBack = 100_000

/** What was sealed: the seal with its signature (base64) and where it was exported. */
export type Sealed = Seal & { readonly hash: string; readonly signature: string; readonly publicKey: string }

/**
 * Seals the heads of all logs that moved since the last seal, and publishes the seal with its leaves as a file
 * `<folder>/<day>-<number>.json`, which carries no personal data and can be put on any notice board. Answers
 * undefined when nothing moved. Several processes may call it: they take turns.
 */
export async function sealLogs(ctx: Context, key: SealKey, folder: string): Promise<Sealed | undefined> {
  const outcome = await ctx.transaction(async (tx) => {
    await tx.text(`select pg_advisory_xact_lock(hashtext('onestop.seals'))`)
    return sealInTransaction(ctx, tx, key)
  })
  if (!outcome) return undefined
  await publish(folder, outcome.sealed, outcome.leaves)
  return outcome.sealed
}

async function sealInTransaction(
  ctx: Context,
  tx: Tx,
  key: SealKey,
): Promise<{ sealed: Sealed; leaves: Leaf[] } | undefined> {
  const [last] = await tx.text<{ number: number; to_position: number; hash: string }>(
    `select number, to_position, encode(hash, 'hex') hash from onestop.seals order by number desc limit 1`,
  )
  const number = (last?.number ?? 0) + 1
  const leaves = await insertLeaves(tx, number, (last?.to_position ?? 0) - lookBack)
  if (leaves.length === 0) return undefined
  const [top] = await tx.text<{ position: number }>(
    'select max(position) as position from onestop.dossier_actions',
  )
  const tree = emptyTree()
  for (const leaf of leaves) addLeaf(tree, leaf)
  const seal: Seal = {
    number,
    sealedAt: ctx.now(),
    toPosition: top?.position ?? 0,
    leaves: leaves.length,
    root: rootOf(tree),
    previousHash: last?.hash ?? sealStart,
  }
  const signature = signSeal(key, sealText(seal))
  await tx.text(
    `insert into onestop.seals (number, sealed_at, to_position, leaves, root, previous_hash, hash, signature, public_key)
     values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'), decode($7, 'hex'), $8, $9)`,
    [
      number,
      new Date(seal.sealedAt),
      seal.toPosition,
      seal.leaves,
      seal.root,
      seal.previousHash,
      sealHash(seal),
      signature,
      key.publicKey,
    ],
  )
  return {
    sealed: {
      ...seal,
      hash: sealHash(seal),
      signature: signature.toString('base64'),
      publicKey: key.publicKey,
    },
    leaves,
  }
}

/** Writes the leaf of each dossier that moved, and answers them in order of dossier id. */
async function insertLeaves(tx: Tx, number: number, abovePosition: number): Promise<Leaf[]> {
  return tx.text<Leaf>(
    `with moved as (
       select distinct on (agency_id, dossier_id) agency_id, dossier_id, sequence, hash
       from onestop.dossier_actions where position > $2
       order by agency_id, dossier_id, sequence desc),
     added as (
       insert into onestop.seal_leaves (seal_number, agency_id, dossier_id, sequence, hash)
       select $1, agency_id, dossier_id, sequence, hash from moved
       on conflict do nothing returning dossier_id, sequence, hash)
     select dossier_id as "dossierId", sequence, encode(hash, 'hex') as hash from added order by dossier_id`,
    [number, abovePosition],
  )
}

async function publish(folder: string, sealed: Sealed, leaves: readonly Leaf[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const name = `${dateOf(instantOf(sealed.sealedAt))}-${String(sealed.number).padStart(6, '0')}.json`
  const lines = leaves.map((leaf) => JSON.stringify([leaf.dossierId, leaf.sequence, leaf.hash]))
  const { leaves: count, ...rest } = sealed
  const text = `{"seal":${JSON.stringify({ ...rest, leaves: count })},"leaves":[\n${lines.join(',\n')}\n]}\n`
  await writeFile(join(folder, `${name}.part`), text)
  await rename(join(folder, `${name}.part`), join(folder, name))
}
