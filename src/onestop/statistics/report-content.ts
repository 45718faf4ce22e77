import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { measures } from './contract.ts'

/** Reads a file of the content folder by its schema; throws with the file's name on content that breaks it. */
export function readYaml<S extends TSchema>(schema: S, path: string): Static<S> {
  const content: unknown = parse(readFileSync(contentPath(path), 'utf8'))
  const [fault] = Value.Errors(schema, content)
  if (fault) throw new Error(`content/${path} ${fault.instancePath}: ${fault.message}`)
  return Value.Parse(schema, content)
}

/** The YAML files of a folder of the content, by name. */
export function listYaml(folder: string): string[] {
  return readdirSync(contentPath(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${folder}/${name}`)
}

function contentPath(path: string): string {
  return fileURLToPath(new URL(`../../../content/${path}`, import.meta.url))
}

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Strict = { additionalProperties: false }
const Measured = Type.Enum([...measures])
const SectionId = Type.Union([Type.Literal('all'), Type.Literal('province'), Type.Literal('commune')])

/** A form of the settlement report with the days on which it is the form of law, the last one included. */
export const ReportForm = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    form: Type.String(),
    law: Type.String(),
    validFrom: Day,
    validFromVerified: Type.Boolean(),
    validTo: Type.Union([Day, Type.Null()]),
    sections: Type.Array(SectionId, { minItems: 1 }),
    columns: Type.Array(
      Type.Object(
        {
          number: Type.Integer(),
          group: Type.String(),
          name: Type.String(),
          measures: Type.Optional(Type.Array(Measured, { minItems: 1 })),
          sumOf: Type.Optional(Type.Array(Type.Integer(), { minItems: 1 })),
        },
        Strict,
      ),
    ),
    remarks: Type.Array(Type.Object({ measure: Measured, text: Type.String() }, Strict)),
  },
  Strict,
)
export type ReportForm = Static<typeof ReportForm>

let forms: readonly ReportForm[] | undefined
let sectionNames: Readonly<Record<string, string>> | undefined

/** Every form, read and checked once. */
export function getReportForms(): readonly ReportForm[] {
  forms ??= listYaml('reports-settlement')
    .filter((path) => !path.endsWith('section-names.yaml'))
    .map((path) => readYaml(ReportForm, path))
  return forms
}

export function nameOfSection(id: string): string {
  sectionNames ??= readYaml(
    Type.Record(Type.String(), Type.String()),
    'reports-settlement/section-names.yaml',
  )
  return sectionNames[id] ?? id
}

/** Whether a form is the form of law for a period that ends on a day. */
export function isFormInForce(form: ReportForm, to: PlainDate): boolean {
  return form.validFrom <= to && (form.validTo === null || to <= form.validTo)
}
