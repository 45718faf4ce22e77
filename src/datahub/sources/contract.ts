import Type, { type Static } from 'typebox'

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Column = Type.String({ minLength: 1, maxLength: 300 })
const Positive = Type.Integer({ minimum: 1 })

/** How a pull over HTTP goes on: the address of the next page in the answer, a page number, or a cursor. */
export const Paging = Type.Union([
  Type.Object({ kind: Type.Literal('none') }),
  Type.Object({ kind: Type.Literal('next-link'), at: Type.String({ maxLength: 200 }) }),
  Type.Object({
    kind: Type.Literal('page-number'),
    parameter: Type.String({ maxLength: 100 }),
    first: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({
    kind: Type.Literal('cursor'),
    parameter: Type.String({ maxLength: 100 }),
    at: Type.String({ maxLength: 200 }),
  }),
])
export type Paging = Static<typeof Paging>

/** The way by which a source's rows come. Passwords and tokens are not here; they are kept apart and never answered. */
export const Connector = Type.Union([
  Type.Object({ kind: Type.Literal('upload') }),
  Type.Object({
    kind: Type.Literal('folder'),
    path: Type.String({ maxLength: 1000 }),
    suffix: Type.String({ maxLength: 20 }),
  }),
  Type.Object({
    kind: Type.Literal('http'),
    url: Type.String({ maxLength: 2000 }),
    headers: Type.Record(Type.String(), Type.String()),
    /** The header that carries the secret, `Authorization` or `X-Api-Key`; null: none is sent. */
    secretHeader: Type.Union([Type.String(), Type.Null()]),
    format: Type.Enum(['json', 'csv', 'geojson']),
    /** Where the rows stand in a JSON answer: `data.items`; empty: the answer is the list. */
    rowsAt: Type.String({ maxLength: 200 }),
    paging: Paging,
    /** Whether addresses inside the own network may be asked. */
    privateAddresses: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Enum(['postgresql', 'mariadb']),
    host: Type.String({ maxLength: 300 }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    database: Type.String({ maxLength: 100 }),
    user: Type.String({ maxLength: 100 }),
    table: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)?$' }),
    /** A column that only grows: only rows beyond the last value seen are read. Null: all rows each time. */
    cursor: Type.Union([Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), Type.Null()]),
    privateAddresses: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Literal('mqtt'),
    url: Type.String({ maxLength: 2000 }),
    topic: Type.String({ maxLength: 500 }),
    privateAddresses: Type.Boolean(),
  }),
  Type.Object({ kind: Type.Literal('push') }),
])
export type Connector = Static<typeof Connector>

/** One step of a chain of conversions. Every step takes a value and answers a value or a finding. */
export const Conversion = Type.Union([
  Type.Object({ kind: Type.Literal('trim') }),
  Type.Object({ kind: Type.Literal('upper') }),
  /** Texts that mean that nothing is known. */
  Type.Object({ kind: Type.Literal('empty'), words: Type.Array(Type.String()) }),
  Type.Object({ kind: Type.Literal('day') }),
  Type.Object({ kind: Type.Literal('moment') }),
  /** `decimal`: which sign parts the whole from the rest; the other one groups thousands. */
  Type.Object({ kind: Type.Literal('number'), decimal: Type.Enum([',', '.']) }),
  Type.Object({ kind: Type.Literal('integer') }),
  /** A number with its unit behind it, turned into `unit` (UN/CEFACT); without a unit it is taken to be in it. */
  Type.Object({ kind: Type.Literal('measure'), unit: Type.String(), decimal: Type.Enum([',', '.']) }),
  Type.Object({
    kind: Type.Literal('yes-no'),
    yes: Type.Array(Type.String()),
    no: Type.Array(Type.String()),
  }),
  Type.Object({
    kind: Type.Literal('catalogue'),
    words: Type.Record(Type.String(), Type.Array(Type.String())),
  }),
  /** Northing and easting in VN-2000 (two columns, either order) as a point. `meridian` in degrees, `zone` 3 or 6. */
  Type.Object({
    kind: Type.Literal('vn2000'),
    meridian: Type.Number(),
    zone: Type.Union([Type.Literal(3), Type.Literal(6)]),
  }),
  /** Latitude and longitude in one text or two columns, latitude first, as a point. */
  Type.Object({ kind: Type.Literal('point') }),
  /** A commune by name or code as its code on the day of the run. */
  Type.Object({ kind: Type.Literal('commune') }),
  Type.Object({
    kind: Type.Literal('constant'),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  }),
  Type.Object({ kind: Type.Literal('join'), separator: Type.String() }),
  Type.Object({ kind: Type.Literal('list'), separator: Type.String({ minLength: 1 }) }),
  Type.Object({ kind: Type.Literal('replace'), find: Type.String({ minLength: 1 }), by: Type.String() }),
  /** The identifier of an entity of another model out of its key. */
  Type.Object({ kind: Type.Literal('entity'), model: Type.String() }),
])
export type Conversion = Static<typeof Conversion>

/** From which columns a field is made, and how. `observedAt` names a column with the moment of the measurement. */
export const FieldMapping = Type.Object({
  field: Type.String({ minLength: 1 }),
  from: Type.Array(Column, { maxItems: 10 }),
  conversions: Type.Array(Conversion, { maxItems: 20 }),
  required: Type.Boolean(),
  observedAt: Type.Union([Column, Type.Null()]),
})
export type FieldMapping = Static<typeof FieldMapping>

/** What is asked of good data. `refuse` puts a row that fails into quarantine, `note` only counts it. */
export const QualityRule = Type.Union([
  Type.Object({ kind: Type.Literal('complete'), field: Name, effect: Type.Enum(['refuse', 'note']) }),
  Type.Object({
    kind: Type.Literal('range'),
    field: Name,
    least: Type.Union([Type.Number(), Type.Null()]),
    most: Type.Union([Type.Number(), Type.Null()]),
    effect: Type.Enum(['refuse', 'note']),
  }),
  Type.Object({
    kind: Type.Literal('pattern'),
    field: Name,
    pattern: Type.String({ maxLength: 300 }),
    effect: Type.Enum(['refuse', 'note']),
  }),
  Type.Object({ kind: Type.Literal('reference'), field: Name, effect: Type.Enum(['refuse', 'note']) }),
  /** The day or moment in the field is not older than so many days, nor ahead. */
  Type.Object({
    kind: Type.Literal('fresh'),
    field: Name,
    days: Positive,
    effect: Type.Enum(['refuse', 'note']),
  }),
  /** A point lies inside a box: west, south, east, north. */
  Type.Object({
    kind: Type.Literal('inside'),
    field: Name,
    box: Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]),
    effect: Type.Enum(['refuse', 'note']),
  }),
])
export type QualityRule = Static<typeof QualityRule>

/** How rows become entities of a model, as data. A changed mapping is a new version. */
export const Mapping = Type.Object({
  fields: Type.Array(FieldMapping, { minItems: 1, maxItems: 200 }),
  /** The fields that tell one thing from another, in the order of the model's key. */
  key: Type.Array(Name, { minItems: 1, maxItems: 5 }),
  rules: Type.Array(QualityRule, { maxItems: 200 }),
})
export type Mapping = Static<typeof Mapping>

/** When a source is asked; null: only by hand. */
export const SourceSchedule = Type.Union([
  Type.Null(),
  Type.Object({ everyMinutes: Type.Integer({ minimum: 1, maximum: 43_200 }) }),
  Type.Object({ dailyAt: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }) }),
])
export type SourceSchedule = Static<typeof SourceSchedule>

/** What an agency supplies, and how far it is trusted. */
export const SourceSettings = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }),
  name: Name,
  model: Type.String({ minLength: 1 }),
  /** The agency that answers for it and owns what is created. */
  agencyId: Type.String({ minLength: 1 }),
  connector: Connector,
  schedule: SourceSchedule,
  /** Whether a file lists everything there is: what it no longer names is deleted. */
  completeList: Type.Boolean(),
  /** A run that would change or delete more than both of what was there is held for a person. */
  threshold: Type.Object({
    percent: Type.Integer({ minimum: 0, maximum: 100 }),
    count: Type.Integer({ minimum: 0 }),
  }),
  /** How old the last good run may be before the source counts as stale, in minutes; null: never. */
  freshMinutes: Type.Union([Positive, Type.Null()]),
  /** After so many failures on end nothing is asked for so many minutes; then one try decides. */
  breaker: Type.Object({ failures: Positive, pauseMinutes: Positive }),
  /** Whether its data are made up; every screen says so. */
  synthetic: Type.Boolean(),
  enabled: Type.Boolean(),
})
export type SourceSettings = Static<typeof SourceSettings>

/** Why a value was not taken: the column or field, a code with a sentence in the message files, its facts. */
export const Finding = Type.Object({
  column: Type.Union([Type.String(), Type.Null()]),
  code: Type.String(),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})
export type Finding = Static<typeof Finding>

/** A value of a cell as it was read. */
export const Cell = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Record(Type.String(), Type.Unknown()),
])
export type Cell = Static<typeof Cell>

/** A row as it was read: its line or row in the file, starting with 1, and its cells by column. */
export type SourceRow = { readonly row: number; readonly cells: Readonly<Record<string, Cell>> }

/** What reading a file found out about it. */
export const ReadingNotes = Type.Object({
  format: Type.String(),
  encoding: Type.Union([Type.String(), Type.Null()]),
  font: Type.Union([Type.String(), Type.Null()]),
  certainty: Type.Union([Type.Number(), Type.Null()]),
  delimiter: Type.Union([Type.String(), Type.Null()]),
  sheet: Type.Union([Type.String(), Type.Null()]),
  headerRows: Type.Array(Type.Integer()),
  columns: Type.Array(Type.String()),
  /** Rows that are no data: titles, the row of numbers under the head, sums. */
  skipped: Type.Integer(),
})
export type ReadingNotes = Static<typeof ReadingNotes>

export const RunState = Type.Enum(['waiting', 'running', 'held', 'done', 'failed', 'refused'])
export type RunState = Static<typeof RunState>

/** What a run did. `same`: the file was taken before, byte for byte. */
export const RunView = Type.Object({
  id: Type.Integer(),
  sourceId: Type.String(),
  mappingVersion: Type.Integer(),
  cause: Type.Enum(['upload', 'schedule', 'push', 'message', 'replay', 'demo']),
  state: RunState,
  fileName: Type.Union([Type.String(), Type.Null()]),
  sha256: Type.Union([Type.String(), Type.Null()]),
  sameAs: Type.Union([Type.Integer(), Type.Null()]),
  startedAt: Type.String(),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  by: Type.String(),
  notes: Type.Union([ReadingNotes, Type.Null()]),
  counts: Type.Object({
    rows: Type.Integer(),
    created: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    quarantined: Type.Integer(),
    deleted: Type.Integer(),
  }),
  /** Of each quality rule how many rows were judged and how many failed. */
  quality: Type.Array(Type.Object({ rule: Type.String(), judged: Type.Integer(), failed: Type.Integer() })),
  /** Of a held run: what it would do to how much. */
  held: Type.Union([
    Type.Object({
      created: Type.Integer(),
      changed: Type.Integer(),
      deleted: Type.Integer(),
      known: Type.Integer(),
    }),
    Type.Null(),
  ]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()]),
})
export type RunView = Static<typeof RunView>

/** A row that was not taken, with why; `edits` are cells mended in the browser. */
export const QuarantinedRow = Type.Object({
  id: Type.Integer(),
  sourceId: Type.String(),
  runId: Type.Integer(),
  row: Type.Integer(),
  cells: Type.Record(Type.String(), Type.Unknown()),
  edits: Type.Record(Type.String(), Type.Unknown()),
  findings: Type.Array(Type.Intersect([Finding, Type.Object({ sentence: Type.String() })])),
  state: Type.Enum(['open', 'replayed', 'dismissed']),
  reason: Type.Union([Type.String(), Type.Null()]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  decidedAt: Type.Union([Type.String(), Type.Null()]),
})
export type QuarantinedRow = Static<typeof QuarantinedRow>

/** How a source is doing. `breaker`: closed (asked as planned), open (left alone until `pausedUntil`), half-open (one try). */
export const SourceHealth = Type.Object({
  lastRunId: Type.Union([Type.Integer(), Type.Null()]),
  lastRunState: Type.Union([RunState, Type.Null()]),
  lastSuccessAt: Type.Union([Type.String(), Type.Null()]),
  fresh: Type.Boolean(),
  entities: Type.Integer(),
  quarantined: Type.Integer(),
  held: Type.Integer(),
  breaker: Type.Enum(['closed', 'open', 'half-open']),
  failures: Type.Integer(),
  pausedUntil: Type.Union([Type.String(), Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
  nextRunAt: Type.Union([Type.String(), Type.Null()]),
})
export type SourceHealth = Static<typeof SourceHealth>

/** A source with its present mapping version (0: none yet) and its health. */
export const SourceView = Type.Object({
  settings: SourceSettings,
  mappingVersion: Type.Integer(),
  hasSecret: Type.Boolean(),
  health: SourceHealth,
})
export type SourceView = Static<typeof SourceView>

export const MappingVersion = Type.Object({
  version: Type.Integer(),
  mapping: Mapping,
  note: Type.String(),
  createdBy: Type.String(),
  createdAt: Type.String(),
})
export type MappingVersion = Static<typeof MappingVersion>

/** A sample taken through a mapping: what each row would become, or why it would not be taken. Nothing is written. */
export const Preview = Type.Object({
  notes: ReadingNotes,
  rows: Type.Array(
    Type.Object({
      row: Type.Integer(),
      cells: Type.Record(Type.String(), Type.Unknown()),
      entityId: Type.Union([Type.String(), Type.Null()]),
      values: Type.Record(Type.String(), Type.Unknown()),
      findings: Type.Array(Type.Intersect([Finding, Type.Object({ sentence: Type.String() })])),
    }),
  ),
  suggested: Mapping,
})
export type Preview = Static<typeof Preview>
