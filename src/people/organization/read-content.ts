import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseDocument } from 'yaml'

/** Reads a YAML content file and checks it by a schema. Throws an Error that names the file and each fault. */
export async function readYaml<Schema extends TSchema>(
  contentDir: string,
  path: string,
  schema: Schema,
): Promise<Static<Schema>> {
  const document = parseDocument(await readFile(join(contentDir, path), 'utf8'), { prettyErrors: true })
  failOn(
    path,
    document.errors.map((error) => error.message),
  )
  return checkValue(document.toJS() as unknown, path, schema)
}

/**
 * Reads a CSV content file (RFC 4180, first line names the columns) into one record for each line and checks each
 * by a schema; an empty cell is null. Throws an Error that names the file and each fault.
 */
export async function readCsv<Schema extends TSchema>(
  contentDir: string,
  path: string,
  schema: Schema,
): Promise<Static<Schema>[]> {
  const [columns = [], ...lines] = parseCsv(await readFile(join(contentDir, path), 'utf8'))
  const validator = Compile(schema)
  return lines.map((cells, index) => {
    const record = Object.fromEntries(columns.map((column, at) => [column, cells[at] || null]))
    if (!validator.Check(record)) failOn(`${path} line ${index + 2}`, faultsOf(validator, record))
    return record as Static<Schema>
  })
}

/** The cells of each line of a CSV text. Quotes may hold commas, line ends and doubled quotes. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = []
  let cells: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  const source = text.replace(/^\uFEFF/, '')
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source)
    if (!match) throw new Error(`not CSV at character ${pattern.lastIndex}`)
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    lines.push(cells)
    cells = []
  }
  return lines
}

function checkValue<Schema extends TSchema>(value: unknown, path: string, schema: Schema): Static<Schema> {
  const validator = Compile(schema)
  if (!validator.Check(value)) failOn(path, faultsOf(validator, value))
  return value as Static<Schema>
}

function faultsOf(
  validator: { Errors(value: unknown): { instancePath: string; message: string }[] },
  value: unknown,
) {
  return validator.Errors(value).map((error) => `${error.instancePath || '(whole file)'}: ${error.message}`)
}

/** Throws when there are faults. */
export function failOn(path: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`${path}: ${faults.slice(0, 20).join('; ')}`)
}
