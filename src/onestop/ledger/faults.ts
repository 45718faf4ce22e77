/**
 * What can be wrong with the ledger. `changed`: an entry no longer gives its hash (also entries swapped or inserted
 * in the middle); `removed`: a gap; `truncated`: the log ends before what was sealed; `inserted`: an entry that a
 * seal should hold and does not; `seal`: a seal or its leaves were altered, or one is missing.
 */
export type FaultKind =
  | 'changed'
  | 'reordered'
  | 'removed'
  | 'truncated'
  | 'inserted'
  | 'row-differs'
  | 'seal'

/** The first thing wrong with one dossier, or with a seal. */
export type Fault = {
  readonly kind: FaultKind
  readonly dossierId: string | null
  /** The first entry that is not as it was, counted from 1; of `seal` the seal's number. */
  readonly sequence: number
  readonly note: string
}

/** What a verification walked over and found. */
export type Verdict = {
  readonly dossiers: number
  readonly entries: number
  readonly seals: number
  /** Entries added since the last seal: chained, not yet sealed. */
  readonly unsealed: number
  readonly faults: readonly Fault[]
  readonly seconds: number
}
