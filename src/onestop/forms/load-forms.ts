import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context, Reader } from '#kit/io/context.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { type EvidenceType, ProcedureContent } from '#onestop/procedures/contract.ts'
import { ContentError, type ContentFault, readYaml } from '#onestop/procedures/public.ts'
import type { Answers, FormDefinition, FormFinding } from './contract.ts'
import { type FormSource, formWithPapers, readFormSource, readFragments } from './read-forms.ts'
import { checkAnswers, isFit } from './rules/check-answers.ts'
import { answersIn, visibleFields } from './rules/visible-fields.ts'
import { schemaFindings } from './schema-findings.ts'
import { findForm, insertForm, listFormHashes, listProvinceVersions } from './store.ts'

/** What loading did. */
export type FormsLoaded = { readonly recorded: number; readonly unchanged: number }

/**
 * Pins the forms of the content folder to the province's procedure versions on record: a form that differs from the
 * latest on record becomes a new revision. Runs at every start, after the procedures. Throws `ContentError` for a form
 * that breaks its schema or names what is not there.
 */
export async function loadForms(ctx: Context, contentDir: string): Promise<FormsLoaded> {
  const fragments = await readFragments(contentDir)
  const hashes = await listFormHashes(ctx.db)
  let recorded = 0
  let unchanged = 0
  for (const version of await listProvinceVersions(ctx.db)) {
    const source = await readFormSource(contentDir, version.localId, version.version, fragments)
    if (!source) continue
    const content = formWithPapers(source, version.evidence as EvidenceType[] | null, false)
    const sha256 = hashOf(content)
    const latest = hashes.get(version.id)
    if (latest?.sha256 === sha256) unchanged++
    else if (
      await insertForm(ctx.db, {
        procedureVersionId: version.id,
        revision: (latest?.revision ?? 0) + 1,
        sha256,
        content,
        recordedAt: new Date(ctx.now()),
      })
    )
      recorded++
  }
  return { recorded, unchanged }
}

function hashOf(form: FormDefinition): string {
  return createHash('sha256')
    .update(canonicalJson(form as unknown as Json))
    .digest('hex')
}

/**
 * The form of a procedure version; with `at` the one that held at that moment (a dossier's filing). Undefined where
 * the version has no electronic form.
 */
export async function formOf(
  reader: Reader,
  procedureVersionId: string,
  at?: Instant,
): Promise<FormDefinition | undefined> {
  return findForm(reader, procedureVersionId, at === undefined ? undefined : new Date(at))
}

export type FilingCheck = {
  /** What is filled must be right, but not all need be: at the counter the officer types what he needs. */
  readonly partial?: boolean
  readonly areaExists?: (code: string) => boolean
}

/**
 * What stands in the way of filing these answers (those of the steps about `answers`; parties and papers are checked
 * where they are kept): faults of the form's rules, members that the form does not ask for, and, as a second line, of
 * the JSON Schema. Empty where the version has no electronic form.
 */
export async function checkFiling(
  reader: Reader,
  procedureVersionId: string,
  answers: Answers,
  on: PlainDate,
  how: FilingCheck = {},
): Promise<FormFinding[]> {
  const form = await formOf(reader, procedureVersionId)
  return form === undefined ? [] : filingFindings(form, answers, on, how)
}

/** As `checkFiling`, of a form at hand. */
export function filingFindings(
  form: FormDefinition,
  answers: Answers,
  on: PlainDate,
  how: FilingCheck = {},
): FormFinding[] {
  return readFiling(form, answers, on, how).findings
}

/** Answers that are to be filed: what stands in the way (as `checkFiling`), and the answers that count. */
export function readFiling(
  form: FormDefinition,
  answers: Answers,
  on: PlainDate,
  how: FilingCheck = {},
): { readonly findings: FormFinding[]; readonly answers: Record<string, unknown> } {
  const asked = visibleFields(form, answers, { on })
  const findings = checkAnswers(form, answers, { on, about: 'answers', ...how }, asked)
  const kept = answersIn(asked)
  const errors = [
    ...findings.filter(({ level }) => level === 'error'),
    ...Object.keys(answers)
      .filter((id) => answers[id] !== undefined && kept[id] === undefined && !isBlank(answers[id]))
      .map((path): FormFinding => ({ path, code: 'not-asked', level: 'error', facts: {} })),
  ]
  const done = errors.length > 0 || how.partial || !isFit(findings)
  return { findings: done ? errors : schemaFindings(form, kept), answers: kept }
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * Faults of all forms in a content folder, without a database: for the check of contents. Each form is put together
 * with the papers of every version of its procedure.
 */
export async function lintForms(contentDir: string): Promise<ContentFault[]> {
  const faults: ContentFault[] = []
  const keep = (error: unknown) => {
    if (!(error instanceof ContentError)) throw error
    faults.push(...error.faults)
  }
  const fragments = await readFragments(contentDir).catch(keep)
  if (!fragments) return faults
  const folder = join(contentDir, 'procedures')
  for (const localId of (await readdir(folder)).sort()) {
    const versions = await versionFiles(join(folder, localId))
    for (const [version, file] of versions)
      try {
        const source = await readFormSource(contentDir, localId, version, fragments)
        if (source)
          formWithPapers(source, await readEvidence(file), isOwnFile(source, version, versions.size))
      } catch (error) {
        keep(error)
      }
  }
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}

/** A form that serves several versions may speak of papers that only some of them ask for. */
function isOwnFile(source: FormSource, version: number, versions: number): boolean {
  return versions === 1 || source.file.endsWith(`form.v${version}.yaml`)
}

async function versionFiles(folder: string): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const name of await readdir(folder)) {
    const parts = /^procedure(?:\.v(\d+))?\.yaml$/.exec(name)
    if (parts) found.set(Number(parts[1] ?? 1), join(folder, name))
  }
  return found
}

async function readEvidence(file: string): Promise<EvidenceType[] | null> {
  return readYaml(await readFile(file, 'utf8'), file, ProcedureContent).evidence
}
