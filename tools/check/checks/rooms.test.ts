import { expect, test } from 'vitest'
import { withTree } from '../plant-tree.ts'
import { rooms } from './rooms.ts'

const aliases = JSON.stringify({
  type: 'module',
  imports: Object.fromEntries(
    ['kit', 'people', 'onestop', 'datahub', 'centre', 'app'].map((room) => [`#${room}/*`, `./src/${room}/*`]),
  ),
})
const paths = JSON.stringify({
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    allowImportingTsExtensions: true,
    noEmit: true,
    paths: Object.fromEntries(
      ['kit', 'people', 'onestop', 'datahub', 'centre', 'app'].map((room) => [
        `#${room}/*`,
        [`../../src/${room}/*`],
      ]),
    ),
  },
  include: ['../../src', '../../web/src'],
})
const uses = (path: string) => `import { a } from '${path}'\nexport const b = a\n`
const usesType = (path: string) => `import type { A } from '${path}'\nexport type B = A\n`
const makes = 'export const a = 1\nexport type A = number\n'

/** Files that keep every rule, and that the breaches below import. */
const sound = {
  'package.json': aliases,
  'tools/check/tsconfig.paths.json': paths,
  'src/kit/values/day.ts': makes,
  'src/kit/io/clock.ts': uses('#kit/values/day.ts'),
  'src/people/access/contract.ts': makes,
  'src/people/access/store.ts': makes,
  'src/people/access/store.test.ts': makes,
  'src/people/access/public.ts': makes,
  'src/people/access/rules/may.ts': makes,
  'src/people/parties/public.ts': uses('#people/access/rules/may.ts'),
  'src/onestop/dossiers/contract.ts': makes,
  'src/onestop/dossiers/store.ts': makes,
  'src/onestop/dossiers/file-dossier.ts': uses('#people/access/public.ts'),
  'src/onestop/dossiers/store.test.ts': uses('#people/access/store.ts'),
  'src/onestop/dossiers/public.ts': uses('./store.ts'),
  'src/onestop/dossiers/rules/decide.ts': `${usesType('../contract.ts')}${"import { a } from '#kit/values/day.ts'\nexport const c = a\n"}`,
  'src/datahub/models/public.ts': makes,
  'src/centre/map/layer.ts': uses('#onestop/dossiers/public.ts'),
  'src/app/routes.ts': uses('#onestop/dossiers/public.ts'),
  'src/app/contract.ts': makes,
  'src/onestop/dossiers/messages.vi.json': '{}',
  'src/onestop/dossiers/rules/sentences.ts':
    "import vi from '../messages.vi.json' with { type: 'json' }\nexport const a = vi\n",
  'web/src/Tree.svelte': "<script>import Tree from './Tree.svelte'</script>\n<Tree />\n",
  'web/src/page.ts': `${usesType('#app/contract.ts')}${"import { c } from '#onestop/dossiers/rules/decide.ts'\nexport const d = c\n"}`,
}

/** A breach of each rule: the file that breaks it and what it says. */
const breaches = [
  ['kit-knows-no-domain', 'src/kit/io/bad-kit.ts', uses('#people/access/public.ts')],
  ['values-are-pure', 'src/kit/values/bad-value.ts', uses('#kit/io/clock.ts')],
  ['people-knows-only-kit', 'src/people/access/bad-people.ts', uses('#onestop/dossiers/public.ts')],
  [
    'onestop-and-datahub-do-not-meet',
    'src/onestop/dossiers/bad-meeting.ts',
    uses('#datahub/models/public.ts'),
  ],
  [
    'onestop-and-datahub-do-not-meet',
    'src/datahub/models/bad-meeting.ts',
    uses('#onestop/dossiers/contract.ts'),
  ],
  ['centre-looks-on', 'src/datahub/models/bad-centre.ts', uses('#centre/map/layer.ts')],
  ['only-app-knows-all', 'src/centre/map/bad-app.ts', uses('#app/contract.ts')],
  ['rooms-enter-by-the-door', 'src/centre/map/bad-room-door.ts', uses('#onestop/dossiers/store.ts')],
  ['rooms-enter-by-the-door', 'src/onestop/dossiers/bad-rules.ts', uses('#people/access/rules/may.ts')],
  ['modules-enter-by-the-door', 'src/people/parties/bad-module-door.ts', uses('../access/store.ts')],
  ['whole-rooms-enter-by-the-door', 'src/app/bad-app-door.ts', uses('#onestop/dossiers/store.ts')],
  ['whole-rooms-enter-by-the-door', 'src/people/bad-top.ts', uses('./access/store.ts')],
  ['rules-are-pure', 'src/onestop/dossiers/rules/bad-store.ts', uses('../store.ts')],
  [
    'rules-are-pure',
    'src/onestop/dossiers/rules/bad-disk.ts',
    "import { readFileSync } from 'node:fs'\nexport const b = readFileSync\n",
  ],
  ['rules-are-pure', 'src/onestop/dossiers/rules/bad-clock.ts', uses('#kit/io/clock.ts')],
  ['rules-take-types-of-contracts', 'src/onestop/dossiers/rules/bad-contract.ts', uses('../contract.ts')],
  ['browser-knows-no-machine', 'web/src/bad-web.ts', uses('#onestop/dossiers/public.ts')],
  ['tests-are-not-shipped', 'src/people/access/bad-test.ts', uses('./store.test.ts')],
  ['tools-are-not-shipped', 'src/people/access/bad-tool.ts', uses('../../../tools/tool.ts')],
] as const

test('every rule between the rooms is broken by its planted breach, and sound files by nothing', async () => {
  const found = await withTree(
    {
      ...sound,
      ...Object.fromEntries(breaches.map(([, path, text]) => [path, text])),
      'tools/tool.ts': makes,
      'src/people/access/round-a.ts': "import { b } from './round-b.ts'\nexport const a = () => b\n",
      'src/people/access/round-b.ts': "import { a } from './round-a.ts'\nexport const b = () => a\n",
      'src/people/access/type-round-a.ts':
        "import type { B } from './type-round-b.ts'\nexport type A = B[]\n",
      'src/people/access/type-round-b.ts':
        "import type { A } from './type-round-a.ts'\nexport type B = A[]\n",
    },
    (tree) => rooms.run(tree),
  )
  for (const [rule, path] of breaches)
    expect(found.filter(({ where }) => where === path).map(({ what }) => what.split(':')[0])).toContain(rule)
  const circles = found.filter(({ what }) => what.startsWith('no-circle'))
  expect(circles.map(({ where }) => where).join()).toMatch(/^src\/people\/access\/round-/)
  expect(circles.every(({ force }) => force === 'fails')).toBe(true)
  const types = found.filter(({ what }) => what.startsWith('no-type-circle'))
  expect(types.map(({ where }) => where)).toEqual([expect.stringContaining('type-round')])
  expect(types[0]?.force).toBe('signals')
  const planted = new Set<string>(breaches.map(([, path]) => path))
  expect(found.filter(({ where }) => !planted.has(where) && !where.includes('round-'))).toEqual([])
}, 120_000)
