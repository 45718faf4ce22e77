import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** A module's own look at the content that it loads. */
export type ContentLint = {
  /** The folder under content/ that it reads; where there is none, there is nothing to look at. */
  readonly reads: string
  /** Reads it as the program does at start; throws an Error, one fault a line. */
  readonly read: (contentDir: string) => Promise<unknown>
}

/**
 * The one list of lints. The modules are imported when they are needed, so that one that is broken tells of itself
 * here and not of everything.
 */
export const contentLints: readonly ContentLint[] = [
  {
    reads: 'calendar',
    read: async (dir) => (await import('#onestop/deadlines/read-content.ts')).readCalendarYears(dir),
  },
  {
    reads: 'working-hours',
    read: async (dir) => (await import('#onestop/deadlines/read-content.ts')).readWorkingHours(dir),
  },
  { reads: 'procedures', read: readProcedures },
  {
    reads: 'publications',
    read: async (dir) => (await import('#onestop/procedures/read-content.ts')).readPublications(dir),
  },
  { reads: 'procedures', read: readForms },
  { reads: 'agencies', read: readAgencies },
  { reads: 'demo', read: readDemo },
  {
    reads: 'demo/names',
    read: async (dir) => (await import('#people/parties/read-name-lists.ts')).readNameLists(dir),
  },
  { reads: 'templates', read: readTemplates },
  {
    reads: 'models',
    read: async (dir) => (await import('#datahub/models/public.ts')).readModels(dir),
  },
]

/** Every version of every procedure, also those that no publication has put in force. Nulls are allowed: not verified. */
async function readProcedures(contentDir: string): Promise<void> {
  const { readYaml } = await import('#onestop/procedures/read-content.ts')
  const { ProcedureContent } = await import('#onestop/procedures/contract.ts')
  const faults = globSync('procedures/*/procedure*.yaml', { cwd: contentDir })
    .sort()
    .flatMap((file) =>
      faultOf(() => readYaml(readFileSync(join(contentDir, file), 'utf8'), file, ProcedureContent)),
    )
  failWith(faults)
}

async function readAgencies(contentDir: string): Promise<void> {
  const { readYaml } = await import('#people/organization/read-content.ts')
  const { AgenciesFile, CodesFile, PostsFile } = await import('#people/organization/agency-content.ts')
  await readYaml(contentDir, 'agencies/agencies.yaml', AgenciesFile)
  await readYaml(contentDir, 'agencies/codes.yaml', CodesFile)
  await readYaml(contentDir, 'agencies/posts.yaml', PostsFile)
}

async function readDemo(contentDir: string): Promise<void> {
  const { readYaml } = await import('#people/organization/read-content.ts')
  const { OfficersFile } = await import('#people/organization/agency-content.ts')
  const { DemoYear } = await import('#app/demo/setting.ts')
  await readYaml(contentDir, 'demo/officers.yaml', OfficersFile)
  for (const file of globSync('demo/year-*.yaml', { cwd: contentDir }))
    await readYaml(contentDir, file, DemoYear)
}

/** Every form, put together with the papers of each version of its procedure. */
async function readForms(contentDir: string): Promise<void> {
  const { lintForms } = await import('#onestop/forms/public.ts')
  const faults = await lintForms(contentDir)
  failWith(faults.map(({ file, field, fault }) => `${file}: ${field}: ${fault}`))
}

/** Every version that the manifest of templates lists has its template. */
async function readTemplates(contentDir: string): Promise<void> {
  const manifest = parse(readFileSync(join(contentDir, 'templates/manifest.yaml'), 'utf8')) as Readonly<
    Record<string, readonly { readonly validFrom: string }[]>
  >
  const files = Object.entries(manifest).flatMap(([paper, versions]) =>
    versions.map(({ validFrom }) => `templates/${paper}/${validFrom}.typ`),
  )
  failWith(files.filter((file) => !existsSync(join(contentDir, file))).map((file) => `${file} is missing`))
}

function failWith(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

function faultOf(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
