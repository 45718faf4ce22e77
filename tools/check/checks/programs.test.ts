import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findingsIn, withTree } from '../plant-tree.ts'
import { home } from '../run-program.ts'
import { deadCode } from './dead-code.ts'
import { lint } from './lint.ts'
import { screenTypes, types } from './types.ts'

const slow = 120_000

test(
  'the compiler finds a type that does not fit, and nothing in sound files',
  async () => {
    const tsconfig = JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, types: [] },
      include: ['src'],
    })
    const with_ = (text: string) => findingsIn(types, { 'tsconfig.json': tsconfig, 'src/a.ts': text })
    expect(await with_("export const a: number = 'b'\n")).toMatchObject([{ where: 'src/a.ts:1' }])
    expect(await with_('export const a: number = 1\n')).toEqual([])
  },
  slow,
)

test(
  'the screens’ checker finds a prop that does not fit, and nothing in sound files',
  async () => {
    const page = (value: string) =>
      `<script lang="ts">\n  const count: number = ${value}\n</script>\n<p>{count}</p>\n`
    const with_ = (value: string) =>
      withTree(
        {
          'web/package.json': '{"type":"module"}',
          'web/tsconfig.json': JSON.stringify({
            compilerOptions: {
              strict: true,
              types: [],
              skipLibCheck: true,
              module: 'esnext',
              moduleResolution: 'bundler',
            },
            include: ['src'],
          }),
          'web/vite.config.ts':
            "import { sveltekit } from '@sveltejs/kit/vite'\nexport default { plugins: [sveltekit({})] }\n",
          'web/src/app.html': '%sveltekit.head%%sveltekit.body%',
          'web/src/routes/+page.svelte': page(value),
        },
        (tree) => {
          symlinkSync(join(home, 'node_modules'), join(tree.root, 'node_modules'))
          return screenTypes.run(tree)
        },
      )
    expect(await with_("'two'")).toMatchObject([{ where: 'web/src/routes/+page.svelte:2', force: 'fails' }])
    expect(await with_('2')).toEqual([])
  },
  slow,
)

test(
  'Biome finds a ban that is broken and a file that is not formatted',
  async () => {
    const biome = JSON.stringify({
      formatter: { indentStyle: 'space' },
      javascript: { formatter: { quoteStyle: 'single', semicolons: 'asNeeded' } },
      linter: { rules: { suspicious: { noExplicitAny: 'error' } } },
    })
    const with_ = (text: string) => findingsIn(lint, { 'biome.json': `${biome}\n`, 'a.ts': text })
    const broken = (await with_('export   const a: any = 1\n')).filter(({ where }) =>
      where.startsWith('a.ts'),
    )
    expect(broken.map(({ what }) => what.split(':')[0]).sort()).toEqual([
      'format',
      'lint/suspicious/noExplicitAny',
    ])
    expect((await with_('export const a = 1\n')).filter(({ where }) => where.startsWith('a.ts'))).toEqual([])
  },
  slow,
)

test(
  'knip finds a file, an export and a package that nobody uses',
  async () => {
    const found = await findingsIn(deadCode, {
      'package.json': JSON.stringify({ type: 'module', dependencies: { unused: '1.0.0' } }),
      'knip.json': JSON.stringify({ entry: ['main.ts'], project: ['*.ts'] }),
      'main.ts': "import { a } from './a.ts'\na()\n",
      'a.ts': 'export const a = () => 1\nexport const b = 2\nexport type T = 1\n',
      'c.ts': 'export const c = 3\n',
    })
    expect(found.map(({ where, what }) => `${where} ${what.split(':')[0]?.split(';')[0]}`).sort()).toEqual([
      'a.ts:2 b',
      'a.ts:3 T',
      'c.ts nothing imports this file',
      'package.json unused',
    ])
  },
  slow,
)
