import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Parser, Store } from 'n3'
import Validator from 'rdf-validate-shacl'
import { beforeAll, expect, test } from 'vitest'
import { type DataCentre, openDataCentre, plant, stations } from './testing/open-centre.ts'

const shapesFile = join(import.meta.dirname, 'samples', 'dcat-ap-3.shapes.ttl')
let centre: DataCentre
let validator: Validator
beforeAll(async () => {
  centre = await openDataCentre()
  await plant(centre, 'MobileBaseStation', stations(3))
  validator = new Validator(new Store(new Parser().parse(await readFile(shapesFile, 'utf8'))))
})
const get = (url: string, accept?: string) =>
  centre.server.inject({ url, headers: accept === undefined ? {} : { accept } })

/** What the shapes find wrong, as texts. */
async function faultsOf(turtle: string): Promise<string[]> {
  const report = await validator.validate(new Store(new Parser().parse(turtle)))
  return report.results.map(
    ({ focusNode, path, sourceConstraintComponent }) =>
      `${focusNode?.value} ${(path as { value?: string } | null)?.value} ${sourceConstraintComponent?.value}`,
  )
}

test('the catalogue and each of its datasets keep to the shapes of DCAT-AP 3', async () => {
  const catalogue = await get('/dcat.ttl')
  expect(catalogue.headers['content-type']).toBe('text/turtle; charset=utf-8')
  expect(await faultsOf(catalogue.body)).toEqual([])
  const one = await get('/dcat/datasets/tram-bts', 'text/turtle')
  expect(await faultsOf(one.body)).toEqual([])
  expect(one.body).toContain('2026-11-24T02:00:00.000Z') // the last write of the source
})

test.each([
  'dct:title',
  'dct:description',
  'dct:publisher',
  'dcat:accessURL',
  'foaf:name',
  'dcat:endpointURL',
])('the shapes would notice a catalogue without %s', async (name) => {
  const { body } = await get('/dcat.ttl')
  const [prefix = '', local = ''] = name.split(':')
  const namespaces: Record<string, string> = {
    dct: 'http://purl.org/dc/terms/',
    dcat: 'http://www.w3.org/ns/dcat#',
    foaf: 'http://xmlns.com/foaf/0.1/',
  }
  const iri = `${namespaces[prefix]}${local}`
  const kept = new Store(new Parser().parse(body).filter(({ predicate }) => predicate.value !== iri))
  expect((await validator.validate(kept)).conforms).toBe(false)
})

test('JSON-LD, Turtle and the page say the same by Accept and by ending', async () => {
  const { default: jsonld } = await import('jsonld')
  const quadsOf = async (document: string) =>
    new Parser({ format: 'N-Quads' }).parse(
      String(await jsonld.toRDF(JSON.parse(document), { format: 'application/n-quads' })),
    ).length
  const turtle = await get('/dcat', 'text/turtle')
  const json = await get('/dcat', 'application/ld+json')
  expect(await quadsOf(json.body)).toBe(new Parser().parse(turtle.body).length)
  expect((await get('/dcat/catalog.jsonld')).body).toBe(json.body)
  expect((await get('/dcat', 'text/html,*/*;q=0.1')).headers['content-type']).toContain('text/html')
  expect((await get('/dcat/datasets/tram-bts', 'text/html')).statusCode).toBe(302)
})

test('what is not open is not in the catalogue', async () => {
  for (const id of ['tram-bts-ky-thuat', 'canh-bao', 'tuyen-vien-thong', 'none']) {
    expect((await get('/dcat.ttl')).body).not.toContain(`/datasets/${id}>`)
    const one = await get(`/dcat/datasets/${id}.ttl`)
    expect([one.statusCode, one.json().code]).toEqual([404, 'dataset-unknown'])
  }
  expect((await get('/dcat/datasets/tram-bts.rdf')).json().code).toBe('format-unknown')
})
