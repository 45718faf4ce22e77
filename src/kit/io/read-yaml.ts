import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseDocument } from 'yaml'

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
