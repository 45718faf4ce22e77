import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { contentFolder, loadContent } from './load-content.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let ctx: TestContext
let folder: string

beforeAll(async () => {
  ctx = await openTestContext()
  folder = join(await mkdtemp(join(tmpdir(), 'kb-content-')), 'content')
  await cp(contentFolder, folder, { recursive: true })
})
afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }))

const load = () => loadContent(ctx, () => {}, folder)

/** How often the last load came to its end, and when. */
const recorded = () => ctx.db.text('select * from kit.loads')
const synonyms = () => join(folder, 'search', 'synonyms.yaml')

describe('the content is read again only when something has changed', () => {
  test('a load that was broken off is done again at the next start', async () => {
    await ctx.superuser.text('delete from kit.loads')
    const reached: string[] = []
    const breakOff = (line: string) => {
      reached.push(line)
      if (line === 'forms') throw new Error('the power went')
    }
    await expect(loadContent(ctx, breakOff, folder)).rejects.toThrow('the power went')
    expect(reached).toContain('procedures')
    expect(await recorded()).toEqual([])
    expect(await load()).toBe(true)
    const [forms] = await ctx.db.text<{ n: number }>('select count(*) n from onestop.form_versions')
    expect(forms?.n).toBeGreaterThan(10)
  })
  test('the same content once more is not read, also when its files were copied anew', async () => {
    await load()
    expect(await load()).toBe(false)
    await rm(join(folder, 'areas'), { recursive: true })
    await cp(join(contentFolder, 'areas'), join(folder, 'areas'), { recursive: true })
    expect(await load()).toBe(false)
  })
  test('an edited file is read, and only once', async () => {
    await load()
    const lists = () => ctx.db.text('select 1 from onestop.search_synonyms')
    const before = (await lists()).length
    const text = await readFile(synonyms(), 'utf8')
    await writeFile(synonyms(), text.replace('- say: [', '- say: [tên gọi thử, '))
    expect(await load()).toBe(true)
    expect((await lists()).length).toBe(before + 1)
    expect(await load()).toBe(false)
    await writeFile(synonyms(), text)
  })
  test('a publication that an officer recorded brings its forms at the next start', async () => {
    await load()
    await ctx.superuser.text(
      `insert into onestop.publications
       select (jsonb_populate_record(p, '{"id": "01890000-0000-7000-8000-000000000001", "number": "99/QĐ-THỬ"}')).* from onestop.publications p limit 1`,
    )
    expect(await load()).toBe(true)
    expect(await load()).toBe(false)
  })
  test('a broken file is told of at every start, not only the first', async () => {
    await load()
    const before = await recorded()
    const text = await readFile(synonyms(), 'utf8')
    await writeFile(synonyms(), `${text}\nkhông-phải: [\n`)
    await expect(load()).rejects.toThrow()
    await expect(load()).rejects.toThrow()
    expect(await recorded()).toEqual(before)
    await writeFile(synonyms(), text)
    expect(await load()).toBe(false)
  })
})
