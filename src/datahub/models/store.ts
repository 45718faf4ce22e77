import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import type { Sql } from '#kit/io/database.ts'
import { keepBriefly } from '#kit/io/keep-briefly.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { Model } from './contract.ts'

declare module '#kit/io/tables.ts' {
  interface Tables {
    'datahub.models': {
      name: string
      version: number
      content: Model
      content_hash: string
      loaded_at: Date
    }
  }
}

/** The models in force, by stored name of their type. */
export type ModelsByName = ReadonlyMap<string, Model>

/** SHA-256 of a model as content, in hex. */
export function hashOfModel(model: Model): string {
  return createHash('sha256')
    .update(canonicalJson(model as unknown as Json))
    .digest('hex')
}

// One object for one content, so that its compiled validators are found again.
const read = new Map<string, Model>()

async function readLatest(sql: Sql): Promise<ModelsByName> {
  const heads = await sql.hot<{ name: string; version: number; hash: string }>(
    'models-latest',
    `select distinct on (name) name, version, content_hash hash from datahub.models order by name, version desc`,
    [],
  )
  const missing = heads.filter(({ hash }) => !read.has(hash))
  if (missing.length > 0) {
    const rows = await sql.text<{ content: Model; hash: string }>(
      'select content, content_hash hash from datahub.models where content_hash = any($1)',
      [missing.map(({ hash }) => hash)],
    )
    for (const { content, hash } of rows) read.set(hash, content)
  }
  return new Map(
    heads.flatMap(({ hash }): [string, Model][] => {
      const model = read.get(hash)
      return model ? [[model.iri ?? model.name, model]] : []
    }),
  )
}

/** The latest version of every model, by stored name of its type; kept briefly where the database allows it. */
export const currentModels = keepBriefly(readLatest)

/** The latest version of a model, by its name. */
export async function findModel(sql: Reader, name: string): Promise<Model | undefined> {
  return (await listModels(sql)).find((model) => model.name === name)
}

/** The latest version of every model, by name. */
export async function listModels(sql: Reader): Promise<readonly Model[]> {
  return [...(await currentModels(sql)).values()]
}

/** A model as it was in a version; undefined for one that never was. */
export async function findModelVersion(
  sql: Reader,
  name: string,
  version: number,
): Promise<Model | undefined> {
  const [row] = await sql.text<{ content: Model }>(
    'select content from datahub.models where name = $1 and version = $2',
    [name, version],
  )
  return row?.content
}

/** Adds a version of a model. */
export async function insertModel(sql: Sql, model: Model, hash: string, now: Date): Promise<void> {
  await sql.text(
    'insert into datahub.models (name, version, content, content_hash, loaded_at) values ($1, $2, $3, $4, $5)',
    [model.name, model.version, JSON.stringify(model), hash, now],
  )
}
