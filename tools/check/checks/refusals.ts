import ts from 'typescript'
import type { Check, Finding } from '../check.ts'
import { isTest, nodesOf, placeOf, type Tree } from '../tree.ts'

/** A place that refuses. `facts` is undefined where they are not written out there. */
type Refusing = {
  readonly code: string
  readonly facts: ReadonlySet<string> | undefined
  readonly where: string
  readonly room: string
}

/** Every foreseen "no" is said in both languages, with its facts, and has a test that names it. */
export const refusals: Check = {
  name: 'refusals',
  force: 'fails',
  guards: 'every refusal code has a sentence in Vietnamese and English with the same facts, and a test',
  run: (tree) => {
    const places = tree
      .list('src/**/*.ts')
      .filter((path) => !isTest(path) && path !== 'src/kit/values/refusal.ts')
      .flatMap((path) => refusingPlaces(tree, path))
    const known = readSentences(tree)
    const tested = namesInTests(tree)
    return [
      ...places.flatMap((place) => [...sentenceFindings(place, known), ...factFindings(place, known)]),
      ...firstOfEach(places).flatMap((place) => untested(place, tested)),
      ...unpaired(known),
      ...unused(tree, known),
    ]
  },
}

function refusingPlaces(tree: Tree, path: string): Refusing[] {
  const source = tree.source(path)
  const room = path.split('/')[1] ?? ''
  return nodesOf(source).flatMap((node) => {
    if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'refuse') return []
    const [code, facts] = node.arguments
    return codesOf(code).map((one) => ({
      code: one,
      facts: factsOf(facts),
      where: placeOf(source, node),
      room,
    }))
  })
}

function codesOf(node: ts.Expression | undefined): string[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [...codesOf(node.whenTrue), ...codesOf(node.whenFalse)]
  return []
}

function factsOf(node: ts.Expression | undefined): ReadonlySet<string> | undefined {
  if (node === undefined) return new Set()
  if (!ts.isObjectLiteralExpression(node)) return undefined
  if (node.properties.some((property) => ts.isSpreadAssignment(property))) return undefined
  return new Set(
    node.properties.map((property) => property.name?.getText().replace(/^['"]|['"]$/g, '') ?? ''),
  )
}

/** A sentence of a message file. */
type Sentence = { readonly path: string; readonly room: string; readonly lang: string; readonly text: string }

function readSentences(tree: Tree): ReadonlyMap<string, readonly Sentence[]> {
  const known = new Map<string, Sentence[]>()
  for (const path of tree.list('src/**/messages.{vi,en}.json')) {
    const read = JSON.parse(tree.read(path)) as Record<string, string>
    const lang = path.endsWith('.vi.json') ? 'vi' : 'en'
    const room = path.split('/')[1] ?? ''
    for (const [code, text] of Object.entries(read))
      known.set(code, [...(known.get(code) ?? []), { path, room, lang, text }])
  }
  return known
}

function sentenceFindings(place: Refusing, known: ReadonlyMap<string, readonly Sentence[]>): Finding[] {
  const mine = (known.get(place.code) ?? []).filter(({ room }) => speaksFor(room, place.room))
  return ['vi', 'en']
    .filter((lang) => !mine.some((sentence) => sentence.lang === lang))
    .map((lang) => ({
      where: place.where,
      what: `${place.code} has no sentence: add it to messages.${lang}.json of its module`,
    }))
}

/** The app knows all rooms: it may speak for the kit, which knows no language, and repeat what any room says. */
function speaksFor(room: string, refusingRoom: string): boolean {
  return room === refusingRoom || refusingRoom === 'app' || (refusingRoom === 'kit' && room === 'app')
}

function factFindings(place: Refusing, known: ReadonlyMap<string, readonly Sentence[]>): Finding[] {
  const { facts } = place
  if (facts === undefined) return []
  return (known.get(place.code) ?? [])
    .filter(({ room }) => speaksFor(room, place.room))
    .flatMap(({ path, text }) =>
      holesOf(text)
        .filter((hole) => !facts.has(hole))
        .map((hole) => ({
          where: place.where,
          what: `${path} says {${hole}} for ${place.code}, but here the fact is not given`,
        })),
    )
}

function holesOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

function firstOfEach(places: readonly Refusing[]): Refusing[] {
  return [...new Map(places.toReversed().map((place) => [place.code, place])).values()]
}

function namesInTests(tree: Tree): ReadonlySet<string> {
  const names = new Set<string>()
  for (const path of tree.list('{src,journeys,tools,web}/**/*.test.ts'))
    for (const match of tree.read(path).matchAll(/['"`]([a-z][a-z0-9]*(?:-[a-z0-9]+)*)['"`]/g))
      names.add(match[1] ?? '')
  return names
}

function untested(place: Refusing, tested: ReadonlySet<string>): Finding[] {
  if (tested.has(place.code)) return []
  return [{ where: place.where, what: `no test names '${place.code}': show when it is refused` }]
}

function unpaired(known: ReadonlyMap<string, readonly Sentence[]>): Finding[] {
  return [...known].flatMap(([code, sentences]) =>
    sentences.flatMap((sentence) => {
      const otherPath = sentence.path.replace(/(vi|en)(?=\.json$)/, sentence.lang === 'vi' ? 'en' : 'vi')
      const other = sentences.find(({ path }) => path === otherPath)
      if (other === undefined) return [{ where: sentence.path, what: `${code} stands in this language only` }]
      const missing = holesOf(other.text).filter((hole) => !holesOf(sentence.text).includes(hole))
      return missing.map((hole) => ({
        where: sentence.path,
        what: `${code} lacks {${hole}}, which ${other.path} has`,
      }))
    }),
  )
}

function unused(tree: Tree, known: ReadonlyMap<string, readonly Sentence[]>): Finding[] {
  const program = tree
    .list('{src,web}/**/*.{ts,svelte}')
    .filter((path) => !isTest(path))
    .map((path) => tree.read(path))
    .join('\n')
  return [...known].flatMap(([code, [sentence]]) => {
    const isWord = code.includes('.')
    if (isWord || sentence === undefined || isSaid(code, program)) return []
    return [{ where: sentence.path, what: `${code} is said nowhere; take it out`, force: 'signals' as const }]
  })
}

/** Whether the program names a code, whole or put together: `doubt-${…}`. */
function isSaid(code: string, program: string): boolean {
  if (program.includes(`'${code}'`) || program.includes(`"${code}"`)) return true
  const beginnings = [...code.matchAll(/-/g)].map(({ index }) => code.slice(0, index + 1))
  return beginnings.some((beginning) => program.includes(`\`${beginning}\${`))
}
