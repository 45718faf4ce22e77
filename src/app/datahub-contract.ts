import type { Model } from '#datahub/models/contract.ts'
import type { Entity, Lineage, Observation } from '#datahub/registry/contract.ts'
import type {
  AgreementDeed,
  AgreementOutcome,
  AgreementRequest,
  AgreementView,
  Dataset,
  DictionaryRow,
  LoggedCall,
  MoveDataset,
} from '#datahub/sharing/contract.ts'
import type {
  Mapping,
  MappingVersion,
  Preview,
  QuarantinedRow,
  RunView,
  SourceSettings,
  SourceView,
} from '#datahub/sources/contract.ts'
import type { Refusal } from '#kit/values/refusal.ts'

/** What of the entities the desk's list shows; everything absent does not narrow. */
export type EntityListAsk = {
  readonly type?: string
  /** Words that some text of the entity holds, without regard to case and diacritics. */
  readonly words?: string
  /** The name of a commune or ward as it stands in the data. */
  readonly commune?: string
  /** The opaque `next` of the page before. */
  readonly after?: string
}

/** A page of the list; `total` null: not counted. */
export type EntityList = {
  readonly entities: readonly Entity[]
  readonly next: string | null
  readonly total: number | null
}

/** A type of entities with how many of them the officer may see. */
export type EntityTypeCount = { readonly name: string; readonly count: number }

/** One entity as its page shows it. `movedFrom`: the identifier asked for, where it was merged into this one. */
export type EntityView = {
  /** Null: it had no state yet at the moment asked for. */
  readonly entity: Entity | null
  readonly movedFrom: string | null
  readonly model: Model | null
  readonly ownerName: string | null
}

/** Where the present value of an attribute comes from, with the file of its run. */
export type LineageView = Lineage & { readonly fileName: string | null; readonly sourceName: string | null }

/** How fresh a dataset is against what its source promised. */
export type Freshness = 'fresh' | 'stale' | 'never-written' | 'unpromised'

/** A dataset in a list. `count`: entities in it that the reader may see; `lastWriteAt` ISO 8601. */
export type DatasetSummary = {
  readonly dataset: Dataset
  readonly ownerName: string
  readonly count: number | null
  readonly lastWriteAt: string | null
  readonly freshness: Freshness
}

/** A dataset with its dictionary and its first entities, cut to what the reader may see. */
export type DatasetPage = DatasetSummary & {
  readonly model: Model | null
  readonly dictionary: readonly DictionaryRow[]
  readonly preview: readonly Entity[]
}

/** An agreement with the calls made under it, latest first. */
export type AgreementPage = {
  readonly agreement: AgreementView
  readonly dataset: Dataset | null
  readonly calls: readonly LoggedCall[]
}

/** A source with what its page shows beside its settings. */
export type SourcePage = {
  readonly source: SourceView
  readonly agencyName: string
  readonly model: Model | null
  /** The mapping in force; null: none yet. */
  readonly mapping: MappingVersion | null
  /** Latest first. */
  readonly runs: readonly RunView[]
}

/** A run with its source and its quarantine, by row. */
export type RunPage = {
  readonly run: RunView
  readonly source: SourceView | null
  readonly quarantine: readonly QuarantinedRow[]
}

/** Cells of a quarantined row as they were mended. */
export type RowEdit = { readonly rowId: number; readonly cells: Readonly<Record<string, string>> }

/** What a replay did: rows taken, rows still wrong, the runs that did it. */
export type Replayed = { readonly taken: number; readonly left: number; readonly runs: readonly number[] }

/** A file that came with a form. */
export type UploadedFile = { readonly name: string; readonly bytes: Uint8Array }

/** The part of the screens' surface that opens entities: for officers who have signed in. */
export type EntitySurface = {
  listModels(): Promise<readonly Model[] | Refusal>
  listEntityTypes(): Promise<readonly EntityTypeCount[] | Refusal>
  listEntities(ask: EntityListAsk): Promise<EntityList | Refusal>
  /** `at`: ISO 8601, the state at that moment. */
  openEntity(id: string, at?: string): Promise<EntityView | Refusal>
  /** Values that an entity had, latest first; `attribute` narrows to one. */
  entityHistory(ask: {
    id: string
    attribute?: string
    offset?: number
  }): Promise<{ readonly observations: readonly Observation[]; readonly more: boolean } | Refusal>
  entityLineage(id: string): Promise<readonly LineageView[] | Refusal>
}

/** The part that minds sources and runs: for data engineers and controllers. */
export type SourceSurface = {
  listSources(): Promise<readonly SourceView[] | Refusal>
  /** Adds a source or changes its settings; `secret` undefined keeps the one that is there. */
  saveSource(settings: SourceSettings, secret?: string): Promise<{ readonly id: string } | Refusal>
  openSource(id: string): Promise<SourcePage | Refusal>
  /** Takes a file in and runs it; answers the run. */
  uploadToSource(id: string, file: UploadedFile): Promise<{ readonly runId: number } | Refusal>
  /** Asks the source now; answers the runs that came of it. */
  runSource(id: string): Promise<{ readonly runs: readonly number[] } | Refusal>
  /** What a mapping would make of a sample; nothing is written. `mapping` null: one is suggested. */
  previewMapping(
    id: string,
    ask: { mapping: Mapping | null; file: UploadedFile | null },
  ): Promise<Preview | Refusal>
  saveMapping(id: string, mapping: Mapping, note: string): Promise<{ readonly version: number } | Refusal>
  openRun(id: number): Promise<RunPage | Refusal>
  decideRun(
    id: number,
    decision: { approve: boolean; reason: string },
  ): Promise<{ readonly runId: number } | Refusal>
  /** Saves mended cells by row and takes those rows again. */
  replayRows(runId: number, edits: readonly RowEdit[]): Promise<Replayed | Refusal>
  dismissRow(rowId: number, reason: string): Promise<{ readonly id: number } | Refusal>
}

/** The part that opens datasets: the catalogue for everybody, the rest for officers, agreements for data officers. */
export type DatasetSurface = {
  /** All datasets that an officer may know of. */
  listDatasets(): Promise<readonly DatasetSummary[] | Refusal>
  openDataset(id: string): Promise<DatasetPage | Refusal>
  moveDataset(id: string, move: MoveDataset): Promise<Dataset | Refusal>
  listAgreements(ask: { datasetId?: string }): Promise<readonly AgreementView[] | Refusal>
  openAgreement(id: string): Promise<AgreementPage | Refusal>
  requestAgreement(request: AgreementRequest): Promise<AgreementView | Refusal>
  decideAgreement(id: string, deed: AgreementDeed): Promise<AgreementOutcome | Refusal>

  /** For everybody: the open datasets, by words and theme. */
  listOpenDatasets(ask: { words?: string; theme?: string }): Promise<readonly DatasetSummary[]>
  openOpenDataset(id: string): Promise<DatasetPage | Refusal>
}
