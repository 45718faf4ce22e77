import type { Answers, Field, FormDefinition, GroupField } from '../contract.ts'
import { canonicalValue, readTyped } from './field-types.ts'
import { findByPath, outerFields, rowsOf } from './form-fields.ts'
import { stepFields } from './step-fields.ts'

/** A file of a posted form; the browser's `File` is one. */
export type FileLike = { readonly name: string; readonly size: number }
export type PostedEntries<F extends FileLike> = Iterable<readonly [string, string | F]>

/** A button that changes the page and does not leave it. */
export type PostedCommand =
  | { readonly kind: 'add-row'; readonly group: string }
  | { readonly kind: 'remove-row'; readonly group: string; readonly row: number }
  | { readonly kind: 'remove-document'; readonly path: string; readonly document: string }

export type Posted<F extends FileLike> = {
  /** Those from before with the page's own put in; what could not be read stands as it was typed. */
  readonly answers: Answers
  readonly uploads: readonly { readonly path: string; readonly evidenceTypeId: string; readonly file: F }[]
  /** Already carried out in `answers`. */
  readonly command?: PostedCommand
}

/** Most rows that are read of one group, whatever is posted. */
const mostRows = 500

/**
 * Reads a posted page of plain HTML: flat names (`machines[0].year`), texts as typed, ticked boxes repeated. A field
 * of the page that is not among the entries was emptied; a field that the page did not render keeps its answer.
 */
export function readPosted<F extends FileLike = FileLike>(
  form: FormDefinition,
  entries: PostedEntries<F>,
  options: { readonly step?: string; readonly before?: Answers } = {},
): Posted<F> {
  const before = options.before ?? {}
  const texts = new Map<string, string[]>()
  const uploads: { path: string; evidenceTypeId: string; file: F }[] = []
  let command: PostedCommand | undefined
  for (const [name, value] of entries) {
    if (typeof value !== 'string') {
      const field = findByPath(form, name)?.placed.field
      if (field?.type === 'evidence' && value.size > 0)
        uploads.push({ path: name, evidenceTypeId: field.evidenceTypeId, file: value })
    } else if (name === '_add' || name === '_remove') command = readCommand(form, name, value) ?? command
    else texts.set(name, [...(texts.get(name) ?? []), value])
  }
  const answers: Record<string, unknown> = { ...before }
  for (const field of renderedFields(form, before, options.step))
    put(answers, field.id, readField(field, texts))
  if (command) carryOut(answers, command)
  return { answers, uploads, ...(command && { command }) }
}

function renderedFields(form: FormDefinition, before: Answers, step: string | undefined): Field[] {
  if (step === undefined) return outerFields(form).map(({ field }) => field)
  return stepFields(form, before, step).flatMap((section) => section.fields.map(({ field }) => field))
}

function put(answers: Record<string, unknown>, id: string, value: unknown): void {
  if (value === undefined) delete answers[id]
  else answers[id] = value
}

type Texts = ReadonlyMap<string, readonly string[]>

function readField(field: Field, texts: Texts): unknown {
  if (field.type === 'group') return readRows(field, texts)
  return readAt(field, texts, field.id)
}

function readAt(field: Field, texts: Texts, path: string): unknown {
  const given = texts.get(path) ?? []
  if (field.type !== 'choices' && field.type !== 'evidence') return readTyped(field, given.at(-1) ?? '')
  const chosen = canonicalValue(
    field,
    given.filter((text) => text.trim() !== ''),
  )
  return Array.isArray(chosen) && chosen.length > 0 ? chosen : undefined
}

/** Rows in the order of their numbers; gaps close, as when a row in the middle was removed in the browser. */
function readRows(group: GroupField, texts: Texts): unknown {
  const numbers = new Set<number>()
  for (const name of texts.keys()) {
    const row = name.startsWith(`${group.id}[`) ? /^\[(\d{1,6})\]\./.exec(name.slice(group.id.length)) : null
    if (row) numbers.add(Number(row[1]))
  }
  if (numbers.size === 0) return undefined
  return [...numbers]
    .sort((one, other) => one - other)
    .slice(0, mostRows)
    .map((number) => {
      const row: Record<string, unknown> = {}
      for (const field of group.fields)
        put(row, field.id, readAt(field, texts, `${group.id}[${number}].${field.id}`))
      return row
    })
}

function readCommand(
  form: FormDefinition,
  name: '_add' | '_remove',
  value: string,
): PostedCommand | undefined {
  const [path = '', document] = value.split('=')
  const found = findByPath(form, path)
  if (!found) return undefined
  const { field } = found.placed
  if (name === '_add') return field.type === 'group' ? { kind: 'add-row', group: field.id } : undefined
  if (document !== undefined) return { kind: 'remove-document', path, document }
  return field.type === 'group' && found.row !== undefined
    ? { kind: 'remove-row', group: field.id, row: found.row }
    : undefined
}

function carryOut(answers: Record<string, unknown>, command: PostedCommand): void {
  if (command.kind === 'remove-document') {
    const documents = answers[command.path]
    if (!Array.isArray(documents)) return
    const left = documents.filter((id) => id !== command.document)
    put(answers, command.path, left.length > 0 ? left : undefined)
    return
  }
  const rows = rowsOf(answers[command.group])
  if (command.kind === 'add-row') answers[command.group] = [...(rows.length > 0 ? rows : [{}]), {}]
  else answers[command.group] = rows.filter((_, row) => row !== command.row)
}
