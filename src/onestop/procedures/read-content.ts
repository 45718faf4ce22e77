import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseDocument } from 'yaml'
import { ProcedureContent, PublicationInput } from './contract.ts'

/** A fault of a content file: which file, which field, what is wrong with it. */
export type ContentFault = { readonly file: string; readonly field: string; readonly fault: string }

/** Content files that do not say what they must: thrown at load, since no officer can answer it. */
export class ContentError extends Error {
  readonly faults: readonly ContentFault[]
  constructor(faults: readonly ContentFault[]) {
    super(faults.map(({ file, field, fault }) => `${file}: ${field || '(whole file)'}: ${fault}`).join('\n'))
    this.name = 'ContentError'
    this.faults = faults
  }
}

/** Reads YAML and checks it by a schema. Throws `ContentError` naming file and field. */
export function readYaml<Schema extends TSchema>(text: string, file: string, schema: Schema): Static<Schema> {
  const document = parseDocument(text, { prettyErrors: true })
  const broken = document.errors.map((error): ContentFault => ({ file, field: '', fault: error.message }))
  if (broken.length > 0) throw new ContentError(broken)
  return checkContent(document.toJS() as unknown, file, schema)
}

const validators = new WeakMap<TSchema, ReturnType<typeof Compile>>()

/** Checks a value by a schema. Throws `ContentError` naming file and field. */
export function checkContent<Schema extends TSchema>(
  value: unknown,
  file: string,
  schema: Schema,
): Static<Schema> {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  if (validator.Check(value)) return value as Static<Schema>
  const faults = new Map<string, ContentFault>()
  for (const error of validator.Errors(value)) {
    const field = error.instancePath.slice(1).replaceAll('/', '.')
    const extra =
      'additionalProperties' in error.params ? ` ${String(error.params.additionalProperties)}` : ''
    const missing = 'requiredProperties' in error.params ? ` ${String(error.params.requiredProperties)}` : ''
    if (!faults.has(field)) faults.set(field, { file, field, fault: `${error.message}${extra}${missing}` })
  }
  // A field that may be null or a list is also told to be neither; the fault inside it says more.
  const inner = (field: string) => [...faults.keys()].some((other) => other.startsWith(`${field}.`))
  throw new ContentError([...faults.values()].filter((fault) => fault.field === '' || !inner(fault.field)))
}

/** The content file of a version: `procedure.yaml` of the first, `procedure.v2.yaml` of the second. */
export function contentFileOf(version: number): string {
  return version === 1 ? 'procedure.yaml' : `procedure.v${version}.yaml`
}

/**
 * The province's publications in order of their file names (which begin with the day of effect), each entry with
 * the content file of its version. Throws `ContentError` with the faults of the first bad file.
 */
export async function readPublications(contentDir: string): Promise<PublicationInput[]> {
  const folder = join(contentDir, 'publications')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(files.map((file) => readPublication(contentDir, join(folder, file))))
}

async function readPublication(contentDir: string, file: string): Promise<PublicationInput> {
  const publication = readYaml(await readFile(file, 'utf8'), file, PublicationInput)
  const entries = await Promise.all(
    publication.entries.map(async (entry) => {
      if (entry.kind === 'abolished') return entry
      const path = join(contentDir, 'procedures', entry.procedureId, contentFileOf(entry.version))
      const text = await readFile(path, 'utf8').catch(() => {
        throw new ContentError([{ file, field: `entries ${entry.procedureId}`, fault: `no file ${path}` }])
      })
      return { ...entry, content: readYaml(text, path, ProcedureContent) }
    }),
  )
  return { ...publication, entries }
}
