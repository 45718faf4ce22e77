import { createHash } from 'node:crypto'

/** One head of a log as it is sealed: the dossier, the sequence of its newest entry and that entry's hash (hex). */
export type Leaf = { readonly dossierId: string; readonly sequence: number; readonly hash: string }

/** A Merkle tree that grows leaf by leaf and keeps only its right edge: memory is the tree's height. */
export type MerkleTree = { readonly edge: (Buffer | undefined)[]; count: number }

export function emptyTree(): MerkleTree {
  return { edge: [], count: 0 }
}

/** Adds a leaf. Leaves come in order of dossier id, then sequence. */
export function addLeaf(tree: MerkleTree, leaf: Leaf): void {
  let node = sha256(Buffer.from([0]), `${leaf.dossierId}\n${leaf.sequence}\n${leaf.hash}`)
  let level = 0
  for (let left = tree.edge[level]; left; left = tree.edge[level]) {
    node = sha256(Buffer.from([1]), left, node)
    tree.edge[level] = undefined
    level++
  }
  tree.edge[level] = node
  tree.count++
}

/** The root (hex) as in RFC 6962 §2.1; of no leaves the SHA-256 of nothing. */
export function rootOf(tree: MerkleTree): string {
  let root: Buffer | undefined
  for (const node of tree.edge) {
    if (node) root = root ? sha256(Buffer.from([1]), node, root) : node
  }
  return (root ?? sha256()).toString('hex')
}

function sha256(...parts: (Buffer | string)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
