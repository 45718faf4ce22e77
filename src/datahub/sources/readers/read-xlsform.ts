import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Cell, SourceRow } from '../contract.ts'
import type { RawFile } from './open-text.ts'
import { type OpenedFile, openCsv } from './read-csv.ts'
import { flatten, listIn, notesOf, readJson } from './read-json.ts'
import { readSheets, type Sheet } from './read-xlsx.ts'

/** A question of a survey form: the path of its answers, what it says, and its choices by name. */
export type SurveyQuestion = {
  readonly path: string
  readonly label: string
  readonly kind: string
  readonly choices: ReadonlyMap<string, string> | null
}

/**
 * Reads the questions of a survey form in the XLSForm layout (sheets `survey` and `choices`), groups as `group/name`.
 * Refuses `not-a-form` and as `readSheets`.
 */
export async function readForm(
  file: RawFile,
): Promise<readonly SurveyQuestion[] | Refusal<'not-a-form' | 'file-too-large' | 'file-unreadable'>> {
  const sheets = await readSheets(file)
  if ('refused' in sheets) return sheets
  const survey = tableOf(sheets.find(({ name }) => name.toLowerCase() === 'survey'))
  if (survey.length === 0) return refuse('not-a-form', { file: file.name })
  const choices = Map.groupBy(tableOf(sheets.find(({ name }) => name.toLowerCase() === 'choices')), (row) =>
    String(row['list_name'] ?? row['list name'] ?? ''),
  )
  const groups: string[] = []
  const questions: SurveyQuestion[] = []
  for (const row of survey) {
    const kind = String(row.type ?? '')
      .trim()
      .replace(/^(begin|end) /, '$1_')
      .replace(/ one /, '_one ')
    const name = String(row.name ?? '')
    if (/^begin_/.test(kind)) groups.push(name)
    else if (/^end_/.test(kind)) groups.pop()
    else if (name) {
      const list =
        /^select_?(?:one|multiple)\s+(?:from\s+)?(\S+)|^select (?:one|multiple)(?: from)? (\S+)/.exec(kind)
      const found = list ? choices.get(list[1] ?? list[2] ?? '') : undefined
      questions.push({
        path: [...groups, name].join('/'),
        label: labelOf(row) || name,
        kind: kind.split(/\s/)[0] ?? '',
        choices: found
          ? new Map(found.map((choice) => [String(choice.name ?? choice.value ?? ''), labelOf(choice)]))
          : null,
      })
    }
  }
  return questions
}

/** Opens the submissions of a form (JSON or CSV): columns are the labels of the questions, choices are their labels. */
export async function openSubmissions(
  form: RawFile,
  file: RawFile,
): Promise<OpenedFile | Refusal<'not-a-form' | 'no-table' | 'file-too-large' | 'file-unreadable'>> {
  const questions = await readForm(form)
  if ('refused' in questions) return questions
  if (/\.csv$/i.test(file.name)) {
    const opened = await openCsv(file)
    if ('refused' in opened) return opened
    return {
      notes: { ...opened.notes, format: 'xlsform', columns: questions.map(({ label }) => label) },
      rows: answered(questions, opened.rows),
    }
  }
  const read = await readJson(file)
  if ('refused' in read) return read
  const list = listIn(read.value, '')
  if (!list) return refuse('no-table', { file: file.name })
  const rows = list.map((one, index) => ({ row: index + 1, cells: flatten(one, '/') }))
  return {
    notes: notesOf(
      'xlsform',
      questions.map(({ label }) => label),
    ),
    rows: answered(questions, rows),
  }
}

async function* answered(
  questions: readonly SurveyQuestion[],
  rows: Iterable<SourceRow> | AsyncIterable<SourceRow>,
): AsyncGenerator<SourceRow> {
  for await (const { row, cells } of rows) {
    const answers: { [column: string]: Cell } = {}
    for (const question of questions) {
      const name = question.path.split('/').at(-1) ?? ''
      const value = cells[question.path] ?? cells[question.path.replaceAll('/', '-')] ?? cells[name] ?? null
      answers[question.label] =
        question.choices && value !== null ? choicesOf(question, String(value)) : value
    }
    const id = cells._uuid ?? cells['meta/instanceID'] ?? cells.instanceID ?? cells._id
    yield { row, cells: id === undefined ? answers : { ...answers, _uuid: id } }
  }
}

function choicesOf({ kind, choices }: SurveyQuestion, value: string): string {
  const names = kind === 'select_multiple' || kind === 'select' ? value.split(/\s+/) : [value]
  return names.map((name) => choices?.get(name) ?? name).join('; ')
}

function tableOf(sheet: Sheet | undefined): { [column: string]: Cell }[] {
  const [head, ...rows] = sheet?.rows ?? []
  if (!head) return []
  return rows.map((row) =>
    Object.fromEntries(head.map((name, column) => [String(name ?? '').trim(), row[column] ?? null])),
  )
}

function labelOf(row: Readonly<Record<string, Cell>>): string {
  const column =
    ['label', 'label::Vietnamese (vi)'].find((name) => row[name]) ??
    Object.keys(row).find((name) => /^label/.test(name) && row[name])
  return column ? String(row[column] ?? '') : ''
}
