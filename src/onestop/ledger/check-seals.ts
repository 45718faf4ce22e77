import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { copyRows } from '#kit/io/copy-rows.ts'
import type { Fault } from './faults.ts'
import { addLeaf, emptyTree, type MerkleTree, rootOf } from './merkle.ts'
import { isSealSigned } from './seal-keys.ts'
import { type Seal, sealHash, sealStart, sealText } from './seal-text.ts'

type StoredSeal = Seal & { readonly hash: string; readonly signature: Buffer; readonly publicKey: string }

/** The seals in order. */
export async function readSeals(client: pg.PoolClient): Promise<StoredSeal[]> {
  const { rows } = await client.query(
    `select number, (extract(epoch from sealed_at) * 1000)::bigint as "sealedAt", to_position as "toPosition", leaves,
       encode(root, 'hex') root, encode(previous_hash, 'hex') as "previousHash", encode(hash, 'hex') hash, signature,
       public_key as "publicKey" from onestop.seals order by number`,
  )
  return rows as StoredSeal[]
}

/**
 * Checks the chain of seals, their signatures by the province's key, and their roots over the stored leaves; and,
 * where the published files are at hand, that the database still holds what was published.
 */
export async function checkSeals(
  client: pg.PoolClient,
  seals: readonly StoredSeal[],
  publicKey: string | undefined,
  publishedFolder: string | undefined,
): Promise<Fault[]> {
  const faults: Fault[] = []
  const roots = await rootsOfLeaves(client)
  let previous = sealStart
  for (const [index, seal] of seals.entries()) {
    const wrong = (note: string) => faults.push({ kind: 'seal', dossierId: null, sequence: index + 1, note })
    const tree = roots.get(seal.number) ?? emptyTree()
    if (seal.number !== index + 1) wrong(`seal ${index + 1} is missing`)
    else if (seal.previousHash !== previous || sealHash(seal) !== seal.hash)
      wrong('does not follow from the seal before')
    else if (publicKey !== undefined && seal.publicKey !== publicKey) wrong('was made with another key')
    else if (!isSealSigned(seal.publicKey, sealText(seal), seal.signature))
      wrong('its signature is not valid')
    else if (rootOf(tree) !== seal.root || tree.count !== seal.leaves) wrong('its leaves were altered')
    previous = seal.hash
    roots.delete(seal.number)
    if (faults.length > 0) return faults
  }
  for (const number of roots.keys())
    faults.push({ kind: 'seal', dossierId: null, sequence: number, note: 'leaves without a seal' })
  return publishedFolder === undefined
    ? faults
    : [...faults, ...(await checkPublished(seals, publishedFolder))]
}

/** The Merkle tree of each seal's stored leaves. */
async function rootsOfLeaves(client: pg.PoolClient): Promise<Map<number, MerkleTree>> {
  const trees = new Map<number, MerkleTree>()
  const query = `select seal_number, dossier_id, sequence, encode(hash, 'hex') from onestop.seal_leaves order by seal_number, dossier_id, sequence`
  for await (const rows of copyRows(client, query))
    for (const [seal, dossierId, sequence, hash] of rows) {
      const tree = trees.get(Number(seal)) ?? emptyTree()
      trees.set(Number(seal), tree)
      addLeaf(tree, { dossierId: dossierId ?? '', sequence: Number(sequence), hash: hash ?? '' })
    }
  return trees
}

/** Each published file must name a seal that the database still holds, with the same root. */
async function checkPublished(seals: readonly StoredSeal[], folder: string): Promise<Fault[]> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort()
  const faults: Fault[] = []
  for (const file of files) {
    const { seal } = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      seal: Seal & { hash: string }
    }
    const stored = seals[seal.number - 1]
    if (stored?.hash !== seal.hash)
      faults.push({
        kind: 'seal',
        dossierId: null,
        sequence: seal.number,
        note: `differs from the published file ${file}`,
      })
  }
  return faults
}
