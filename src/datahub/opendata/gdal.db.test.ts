import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agreed, type DataCentre, openDataCentre, plant, stations } from './testing/open-centre.ts'

const run = promisify(execFile)
const there = spawnSync('ogrinfo', ['--version']).status === 0
// Where GDAL must be, its absence is a failure; elsewhere it is said and passed over.
const gdal = there || process.env.CI ? test : test.skip
const missing = there ? '' : ' (ogrinfo is missing: apt-get install gdal-bin)'

let centre: DataCentre
let folder: string
let address: string
beforeAll(async () => {
  centre = await openDataCentre()
  folder = await mkdtemp(join(tmpdir(), 'kb-gdal-'))
  if (!there) return
  await plant(centre, 'MobileBaseStation', stations(250))
  address = await centre.server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

gdal(`ogrinfo lists the open collections${missing}`, async () => {
  const { stdout } = await run('ogrinfo', [`OAPIF:${address}/ogc`])
  expect(stdout).toContain('tram-bts')
  expect(stdout).toContain('di-tich')
  expect(stdout).not.toContain('tram-bts-ky-thuat')
})

gdal(`ogrinfo reads all pages and filters at the server${missing}`, async () => {
  const all = await run('ogrinfo', ['-so', '-al', `OAPIF:${address}/ogc`, 'tram-bts', '-oo', 'PAGE_SIZE=100'])
  expect(all.stdout).toContain('Feature Count: 250')
  expect(all.stdout).toContain('Geometry: Point')
  const some = await run('ogrinfo', [
    '-so',
    `OAPIF:${address}/ogc`,
    'tram-bts',
    '-where',
    "operatorCode = 'VTL'",
  ])
  expect(some.stdout).toContain('Feature Count: 125')
  const box = await run('ogrinfo', [
    '-so',
    `OAPIF:${address}/ogc`,
    'tram-bts',
    '-spat',
    '106',
    '21',
    '106.0101',
    '21.2',
  ])
  expect(box.stdout).toContain('Feature Count: 11')
})

gdal(`ogr2ogr copies a collection, each feature once${missing}`, async () => {
  const file = join(folder, 'out.geojson')
  await run('ogr2ogr', ['-f', 'GeoJSON', file, `OAPIF:${address}/ogc`, 'tram-bts', '-oo', 'PAGE_SIZE=70'])
  const { features } = JSON.parse(await readFile(file, 'utf8'))
  const codes = new Set(
    features.map(({ properties }: { properties: { stationCode: string } }) => properties.stationCode),
  )
  expect([features.length, codes.size]).toEqual([250, 250])
})

gdal(`with a key GDAL reads what the agreement shares${missing}`, async () => {
  const { key } = await agreed(centre)
  const { stdout } = await run('ogrinfo', ['-so', `OAPIF:${address}/ogc`, 'tram-bts-ky-thuat'], {
    env: { ...process.env, GDAL_HTTP_HEADERS: `X-API-Key: ${key}` },
  })
  expect(stdout).toContain('Feature Count: 250')
  expect(stdout).toContain('columnHeight')
  expect(stdout).not.toContain('siteOwner')
})
