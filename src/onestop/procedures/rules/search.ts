import { foldVietnamese } from '#kit/values/vietnamese.ts'
import { codeOf } from './procedure-code.ts'
import { indexOfRun, looseCode, type SearchEntry, type SearchIndex } from './search-index.ts'
import { type AskedWord, askedFold, askedWords } from './search-words.ts'

/** A found entry by its ordinal number in the index, with its score. */
export type Found = { readonly number: number; readonly score: number }

/** What each thing is worth in a score; the share of the query that is answered is worth 10. House rule. */
const worth = {
  answered: 10,
  ofName: 2.5,
  neighbours: 2,
  atStart: 0.6,
  marks: 1.2,
  pointed: 4,
  synonym: 0.96,
  later: 1.1,
} as const
const aroundWeight = 0.35
/** Less of the query answered than this share is no answer. */
const leastAnswered = 0.45
const closelyScored = 300

/** The entries that answer a query, best first. Codes go before words; typed marks count, missing ones do not. House rule. */
export function search<Entry extends SearchEntry>(query: string, index: SearchIndex<Entry>): Found[] {
  const scores = new Map<number, number>()
  const keep = (number: number, score: number) => {
    if (score > (scores.get(number) ?? 0)) scores.set(number, score)
  }
  for (const number of byCode(query, index)) keep(number, 1000 + (index.entries[number]?.preference ?? 0))
  if (scores.size === 0)
    for (const variant of variantsOf(query, index)) {
      for (const { number, score } of scoreWords(variant.asked, index)) keep(number, score * variant.weight)
      for (const number of variant.pointed)
        keep(number, worth.pointed + (scores.get(number) ?? worth.answered / 2))
    }
  const found = [...scores]
    .map(([number, score]) => ({ number, score }))
    .sort((a, b) => b.score - a.score || a.number - b.number)
  return wholeNameFirst(query, found, index)
}

/** Among the best answers, one whose whole name was typed goes before those that only come near it. */
function wholeNameFirst<Entry extends SearchEntry>(
  query: string,
  found: Found[],
  index: SearchIndex<Entry>,
): Found[] {
  const asked = looseName(query)
  const at = found
    .slice(0, 10)
    .findIndex(({ number }) => looseName(index.entries[number]?.name ?? '') === asked)
  const [whole] = at > 0 ? found.splice(at, 1) : []
  return whole ? [{ ...whole, score: found[0]?.score ?? whole.score }, ...found] : found
}

/** A name without marks, case and punctuation. House rule. */
export function looseName(name: string): string {
  return foldVietnamese(name)
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
}

function byCode<Entry extends SearchEntry>(query: string, index: SearchIndex<Entry>): number[] {
  const whole = index.byCode.get(looseCode(codeOf(query)))
  if (whole !== undefined) return [whole]
  const inside = /\d\.\d{6}/.exec(query)
  const named = inside ? index.byCode.get(inside[0]) : undefined
  if (named !== undefined) return [named]
  if (!/^\s*\d\.\d{1,5}\s*$/.test(query)) return []
  const begun = query.trim()
  return [...index.byCode].flatMap(([code, number]) => (code.startsWith(begun) ? number : []))
}

type Variant = {
  readonly asked: readonly AskedWord[]
  readonly weight: number
  readonly pointed: readonly number[]
}

/** The query as it is, and as citizens' words in it are understood. */
function variantsOf<Entry extends SearchEntry>(query: string, index: SearchIndex<Entry>): Variant[] {
  const all = askedWords(query, index)
  const asked = withoutIgnored(all, index.ignored)
  const variants: Variant[] = [{ asked, weight: 1, pointed: [] }]
  for (const synonym of index.synonyms) {
    const source = findRun(asked, synonym.say) >= 0 ? asked : all
    const at = findRun(source, synonym.say)
    if (at < 0) continue
    const before = source.slice(0, at)
    const after = source.slice(at + synonym.say.length)
    for (const means of synonym.means) {
      const put = means.map((fold) => askedFold(fold, index))
      variants.push({
        asked: withoutIgnored([...before, ...put, ...after], index.ignored),
        weight: worth.synonym,
        pointed: [],
      })
    }
    const isAll = source.length === synonym.say.length || asked.length <= synonym.say.length
    if (isAll && synonym.procedures.length > 0)
      variants.push({ asked: [], weight: 1, pointed: synonym.procedures })
  }
  return variants
}

function findRun(asked: readonly AskedWord[], run: readonly string[]): number {
  const matches = (at: number) =>
    run.every((fold, step) => {
      const word = asked[at + step]
      return word !== undefined && (word.fold === fold || (word.meant.get(fold) ?? 0) >= 0.6)
    })
  for (let at = 0; at + run.length <= asked.length; at++) if (matches(at)) return at
  return -1
}

function withoutIgnored(
  asked: readonly AskedWord[],
  ignored: readonly (readonly string[])[],
): readonly AskedWord[] {
  let left = [...asked]
  for (const run of ignored)
    for (let at = runAt(left, run); at >= 0 && left.length > run.length; at = runAt(left, run))
      left = [...left.slice(0, at), ...left.slice(at + run.length)]
  return left
}

function runAt(asked: readonly AskedWord[], run: readonly string[]): number {
  return indexOfRun(
    asked.map((word) => word.fold),
    run,
  )
}

function scoreWords<Entry extends SearchEntry>(
  asked: readonly AskedWord[],
  index: SearchIndex<Entry>,
): Found[] {
  if (asked.length === 0) return []
  const count = index.entries.length
  const answered = new Float64Array(count)
  let whole = 0
  for (const word of asked) {
    const best = new Float64Array(count)
    let rarest = 0
    for (const [known, sureness] of word.meant) {
      const postings = index.words.get(known)
      if (!postings) continue
      const rarity = rarityOf(postings.inName.length + postings.around.length, count)
      rarest = Math.max(rarest, sureness * rarity)
      for (const number of postings.inName) best[number] = Math.max(best[number] ?? 0, sureness * rarity)
      for (const number of postings.around)
        best[number] = Math.max(best[number] ?? 0, sureness * rarity * aroundWeight)
    }
    whole += rarest > 0 ? rarest : rarityOf(0, count) / 2
    for (let number = 0; number < count; number++)
      answered[number] = (answered[number] ?? 0) + (best[number] ?? 0)
  }
  const found: Found[] = []
  answered.forEach((score, number) => {
    if (score / whole >= leastAnswered) found.push({ number, score: score / whole })
  })
  found.sort((a, b) => b.score - a.score)
  return found.map((one, place) => ({
    number: one.number,
    score:
      one.score * worth.answered +
      (place < closelyScored ? closeScore(asked, one.number, index) : 0) +
      (index.entries[one.number]?.preference ?? 0),
  }))
}

/** Rare words say more: the logarithm of how few entries hold it. */
function rarityOf(holders: number, count: number): number {
  return Math.log(1 + count / (1 + holders))
}

/** What is seen only by looking at the name: how much of it was asked for, in the asked order, with the typed marks. */
function closeScore<Entry extends SearchEntry>(
  asked: readonly AskedWord[],
  number: number,
  index: SearchIndex<Entry>,
): number {
  const name = index.names[number] ?? []
  const inName = neighboursIn(
    asked,
    name.map((word) => word.fold),
  )
  const inSector = neighboursIn(asked, index.sectors[number] ?? [])
  const folds = asked.map((word) => word.fold)
  const own = index.laterWords[number] ?? []
  const unasked = own.some((run) => indexOfRun(folds, run) >= 0) ? 0 : own.length
  const unmet = index.later.filter((run) => indexOfRun(folds, run) >= 0 && !own.includes(run)).length
  return (
    worth.ofName * shareOfName(asked, number, index) +
    worth.neighbours * Math.max(inName, inSector * 0.7) +
    (asked.some((word) => word.meant.has(name.find((own) => !own.empty)?.fold ?? '')) ? worth.atStart : 0) +
    worth.marks * marksRight(asked, name) -
    worth.later * Math.min(unasked + unmet, 2)
  )
}

/** Which share of the asked neighbours stand beside each other in a text, in the same order. */
function neighboursIn(asked: readonly AskedWord[], text: readonly string[]): number {
  let neighbours = 0
  let before: readonly number[] = []
  for (const word of asked) {
    const places = text.flatMap((own, place) => (word.meant.has(own) ? [place] : []))
    if (places.some((place) => before.includes(place - 1))) neighbours++
    before = places
  }
  return asked.length > 1 ? neighbours / (asked.length - 1) : 0
}

/** Which share of the name, weighed by how rare its words are, was asked for. */
function shareOfName<Entry extends SearchEntry>(
  asked: readonly AskedWord[],
  number: number,
  index: SearchIndex<Entry>,
): number {
  let whole = 0
  let share = 0
  for (const own of index.names[number] ?? []) {
    if (own.empty) continue
    const postings = index.words.get(own.fold)
    const holders = (postings?.inName.length ?? 0) + (postings?.around.length ?? 0)
    const weight = rarityOf(holders, index.entries.length)
    whole += weight
    share += weight * Math.max(0, ...asked.map((word) => word.meant.get(own.fold) ?? 0))
  }
  return share / (whole || 1)
}

/** Whether the typed marks are those of the name: from -0.5, all wrong, to 0.5, all right; 0 when none were typed. */
function marksRight(asked: readonly AskedWord[], name: SearchIndex<SearchEntry>['names'][number]): number {
  let typed = 0
  let right = 0
  for (const { marked, meant } of asked) {
    if (marked === undefined) continue
    const found = name.filter((own) => meant.has(own.fold))
    if (found.length === 0) continue
    typed++
    if (found.some((own) => own.marked.startsWith(marked))) right++
  }
  return typed === 0 ? 0 : right / typed - 0.5
}
