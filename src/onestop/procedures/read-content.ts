import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError, readYaml } from '#kit/io/read-yaml.ts'
import { ProcedureContent, PublicationInput } from './contract.ts'

export { ContentError, type ContentFault, checkContent, readYaml } from '#kit/io/read-yaml.ts'

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
