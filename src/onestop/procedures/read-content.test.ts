import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ProcedureContent, PublicationInput } from './contract.ts'
import { ContentError, readPublications, readYaml } from './read-content.ts'

const contentDir = join(import.meta.dirname, '../../../content')
const publications = await readPublications(contentDir)
const contents = publications.flatMap((publication) =>
  publication.entries.flatMap((entry) =>
    entry.content ? [{ id: entry.procedureId, content: entry.content }] : [],
  ),
)

function faultsOf(read: () => unknown) {
  try {
    read()
  } catch (error) {
    if (error instanceof ContentError) return error.faults
    throw error
  }
  return []
}

describe('a fault of a content file names file and field', () => {
  const publication = 'number: A\nsignedOn: 2018-01-01\nsigner: B\neffectiveOn: 2018-01-10\nentries: []\n'
  test('a list that must not be empty', () => {
    expect(faultsOf(() => readYaml(publication, 'a.yaml', PublicationInput))).toMatchObject([
      { file: 'a.yaml', field: 'entries' },
    ])
  })
  test('a slip of the pen in a field name', () => {
    const faults = faultsOf(() =>
      readYaml(
        `${publication.replace('[]', '[{ procedureId: A, knd: new, kind: new, version: 1 }]')}`,
        'a.yaml',
        PublicationInput,
      ),
    )
    expect(faults[0]).toMatchObject({ file: 'a.yaml', field: 'entries.0.knd' })
  })
  test('a missing field', () => {
    expect(faultsOf(() => readYaml('name: A', 'b.yaml', ProcedureContent))[0]?.fault).toContain('sector')
  })
  test('a wrong value deep inside', () => {
    const faults = faultsOf(() =>
      readYaml(
        publication.replace('[]', '[{ procedureId: A, kind: gone, version: 1 }]'),
        'c.yaml',
        PublicationInput,
      ),
    )
    expect(faults.some((fault) => fault.field === 'entries.0.kind')).toBe(true)
  })
  test('text that is no YAML', () => {
    expect(faultsOf(() => readYaml('a: [', 'd.yaml', PublicationInput))).toMatchObject([
      { file: 'd.yaml', field: '' },
    ])
  })
})

describe('the catalogue', () => {
  test('has 48 procedures, 38 of them core', () => {
    expect(new Set(contents.map((one) => one.id)).size).toBe(48)
    expect(new Set(contents.filter((one) => one.content.core).map((one) => one.id)).size).toBe(38)
  })
  test('is composed text throughout', () => {
    expect(JSON.stringify(contents).normalize('NFC')).toBe(JSON.stringify(contents))
  })
  test('has papers with an id of their own', () => {
    for (const { id, content } of contents) {
      const ids = content.evidence?.map((evidence) => evidence.id) ?? []
      expect(new Set(ids).size, id).toBe(ids.length)
    }
  })
  test('has fees whose periods do not overlap, where there is no condition', () => {
    for (const { id, content } of contents) {
      const fees = (content.fees ?? []).filter((fee) => !fee.onlyIf)
      fees.slice(1).forEach((fee, at) => {
        expect((fees[at]?.validTo ?? '9999') < (fee.validFrom ?? ''), id).toBe(true)
      })
    }
  })
  test('shows every made-up decision as such', () => {
    expect(
      publications.every((publication) => publication.synthetic === publication.number.includes('minh họa')),
    ).toBe(true)
  })
})
