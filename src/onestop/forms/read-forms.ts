import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TSchema, Type } from 'typebox'
import { parseDocument } from 'yaml'
import type { EvidenceType } from '#onestop/procedures/contract.ts'
import { ContentError, type ContentFault, checkContent } from '#onestop/procedures/public.ts'
import { type FormDefinition, FormWarning, fieldSchemas, Section, Step } from './contract.ts'
import { formFaults } from './rules/form-faults.ts'
import { type Fragments, putFragmentsIn } from './rules/fragments.ts'
import { withPapers } from './rules/papers.ts'

const Anything = Type.Array(Type.Unknown(), { minItems: 1 })
const strict = { additionalProperties: false }

/** The frame of a form file; its fields are checked one by one, each by the schema of its type. */
const FormFile = Type.Object(
  {
    verified: Type.Boolean(),
    note: Type.String({ minLength: 1 }),
    steps: Type.Array(
      Type.Object(
        {
          ...Step.properties,
          sections: Type.Array(Type.Object({ ...Section.properties, fields: Anything }, strict), {
            minItems: 1,
          }),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    /** Conditions of the procedure's papers: shown or required on answers. */
    papers: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Partial(
          Type.Pick(fieldSchemas.evidence, [
            'showIf',
            'required',
            'hint',
            'maxDocuments',
            'limitBytes',
            'mediaTypes',
            'label',
          ]),
        ),
      ),
    ),
    warnings: Type.Optional(Type.Array(FormWarning)),
  },
  strict,
)

/** A form file, read and checked, before the procedure's papers are put in. */
export type FormSource = {
  readonly file: string
  readonly form: FormDefinition
  readonly papers: Readonly<Record<string, object>>
}

/** The form file of a version: `form.v2.yaml` of the second, where there is one, else `form.yaml`. */
export function formFilesOf(version: number): string[] {
  return [...(version > 1 ? [`form.v${version}.yaml`] : []), 'form.yaml']
}

/** Shared fragments of `content/forms`, by file name without its ending. */
export async function readFragments(contentDir: string): Promise<Fragments> {
  const folder = join(contentDir, 'forms')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const read = files.map(async (name): Promise<[string, unknown]> => {
    const file = join(folder, name)
    return [name.slice(0, -5), parse(await readFile(file, 'utf8'), file)]
  })
  return new Map(await Promise.all(read))
}

/** The form file of a procedure version, or undefined where the procedure has no electronic form. */
export async function readFormSource(
  contentDir: string,
  localId: string,
  version: number,
  fragments: Fragments,
): Promise<FormSource | undefined> {
  for (const name of formFilesOf(version)) {
    const file = join(contentDir, 'procedures', localId, name)
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) return readForm(text, file, localId, fragments)
  }
  return undefined
}

/** Reads one form from its text. Throws `ContentError` naming file and field. */
export function readForm(text: string, file: string, localId: string, fragments: Fragments): FormSource {
  const put = putFragmentsIn(parse(text, file), fragments)
  if (put.faults.length > 0)
    throw new ContentError(put.faults.map(({ at, fault }) => ({ file, field: at, fault })))
  const frame = checkContent(put.value, file, FormFile)
  checkFields(frame.steps, file)
  const { papers = {}, warnings = [], ...rest } = frame
  const form = { form: localId, ...rest, warnings } as unknown as FormDefinition
  return { file, form, papers }
}

/** The form of a version whole: with a field for each of its papers. Throws `ContentError` for what is wrong. */
export function formWithPapers(
  source: FormSource,
  evidence: readonly EvidenceType[] | null,
  /** Whether a condition of a paper that this version does not ask for is a fault. */
  strictPapers: boolean,
): FormDefinition {
  const form = withPapers(source.form, evidence ?? [], source.papers)
  const known = new Set((evidence ?? []).map(({ id }) => id))
  const unknown = strictPapers ? Object.keys(source.papers).filter((id) => !known.has(id)) : []
  const faults: ContentFault[] = [
    ...unknown.map((id) => ({
      file: source.file,
      field: `papers.${id}`,
      fault: 'is no paper of the procedure',
    })),
    ...formFaults(form).map(({ at, fault }) => ({ file: source.file, field: at, fault })),
  ]
  if (faults.length > 0) throw new ContentError(faults)
  return form
}

function parse(text: string, file: string): unknown {
  const document = parseDocument(text.normalize('NFC'), { prettyErrors: true })
  if (document.errors.length > 0)
    throw new ContentError(document.errors.map((error) => ({ file, field: '', fault: error.message })))
  return document.toJS() as unknown
}

/** Each field by the schema of its own type, so that a fault names the field and not every type there is. */
function checkFields(
  steps: readonly {
    readonly sections: readonly { readonly id: string; readonly fields: readonly unknown[] }[]
  }[],
  file: string,
): void {
  const faults: ContentFault[] = []
  const check = (field: unknown, at: string) => {
    const { id, type, fields } = (field ?? {}) as { id?: unknown; type?: unknown; fields?: unknown }
    const where = typeof id === 'string' ? `${at}.${id}` : at
    const schema: TSchema | undefined = fieldSchemas[type as keyof typeof fieldSchemas]
    if (schema === undefined) {
      faults.push({ file, field: where, fault: `has no type that forms know: ${String(type)}` })
      return
    }
    if (type === 'group' && Array.isArray(fields)) for (const inner of fields) check(inner, where)
    const probe =
      type === 'group' && Array.isArray(fields) ? { ...(field as object), fields: placeholder } : field
    try {
      checkContent(probe, file, schema)
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      faults.push(
        ...error.faults.map((fault) => ({
          ...fault,
          field: `${where}${fault.field ? `.${fault.field}` : ''}`,
        })),
      )
    }
  }
  for (const step of steps)
    for (const section of step.sections)
      for (const [index, field] of section.fields.entries())
        check(field, `sections.${section.id}.fields[${index}]`)
  if (faults.length > 0) throw new ContentError(faults)
}

const placeholder = [{ id: 'x', type: 'text', label: { vi: 'x', en: 'x' } }]
