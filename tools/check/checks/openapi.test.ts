import { expect, test } from 'vitest'
import { findingsIn } from '../plant-tree.ts'
import { openapi } from './openapi.ts'

const printed = { openapi: '3.1.0', paths: { '/a': { get: {} } } }
const printer = { 'src/app/openapi.ts': `console.log(${JSON.stringify(JSON.stringify(printed))})\n` }

test('the committed document must be there', async () => {
  expect(await findingsIn(openapi, printer)).toMatchObject([{ where: 'docs/openapi.json' }])
})

test('what the program prints is what is committed, however it is written', async () => {
  const committed = JSON.stringify(printed, null, 2)
  expect(await findingsIn(openapi, { ...printer, 'docs/openapi.json': committed })).toEqual([])
})

test('what would break callers is named', async () => {
  const committed = JSON.stringify({ openapi: '3.1.0', paths: { '/a': { get: {} }, '/b': { get: {} } } })
  const found = await findingsIn(openapi, { ...printer, 'docs/openapi.json': committed })
  expect(found.map(({ what }) => what)).toEqual([
    'breaks callers: /b is gone',
    expect.stringContaining('changelog'),
  ])
})

test('a program that cannot print has failed', async () => {
  const broken = { 'src/app/openapi.ts': "throw new Error('no')\n" }
  await expect(findingsIn(openapi, broken)).rejects.toThrow('ended with 1')
})
