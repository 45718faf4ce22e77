import { foldVietnamese, typedSyllable, wordsOf } from '#kit/values/vietnamese.ts'
import { isOneSlipAway } from './edit-distance.ts'
import { markedForm, type SearchEntry, type SearchIndex } from './search-index.ts'

/** A word asked for: the known words that may be meant, each with how sure that is (0–1). */
export type AskedWord = {
  readonly fold: string
  /** With its marks, when marks were typed: then they count. */
  readonly marked: string | undefined
  readonly meant: ReadonlyMap<string, number>
}

/** How sure we are that a known word is meant, by the way it was found. */
const sure = {
  exact: 1,
  typed: 0.95,
  joined: 0.9,
  lastPrefix: 0.8,
  prefix: 0.7,
  slip: 0.6,
  besideExact: 0.4,
} as const

type Known = Pick<SearchIndex<SearchEntry>, 'words' | 'vocabulary'>

/** The words of a query, those typed with input-method keys left in or run together repaired. House rule. */
export function askedWords(query: string, index: Known): AskedWord[] {
  const raw = wordsOf(query)
  return raw.flatMap((word, at) => readWord(word, at === raw.length - 1, index))
}

/** A word already folded, as synonyms bring it. House rule. */
export function askedFold(fold: string, index: Known): AskedWord {
  return { fold, marked: undefined, meant: meantBy(fold, false, index) }
}

function readWord(word: string, last: boolean, index: Known): AskedWord[] {
  const fold = foldVietnamese(word)
  if (!index.words.has(fold)) {
    const typed = word === fold ? typedSyllable(word) : undefined
    const repaired = typed && foldVietnamese(typed.letters)
    if (typed && repaired && index.words.has(repaired))
      return [
        { fold: repaired, marked: `${typed.letters}${typed.tone}`, meant: new Map([[repaired, sure.typed]]) },
      ]
    const parts = fold.length >= 5 ? split(fold, index) : undefined
    if (parts)
      return parts.map((part) => ({ fold: part, marked: undefined, meant: new Map([[part, sure.joined]]) }))
  }
  return [{ fold, marked: word === fold ? undefined : markedForm(word), meant: meantBy(fold, last, index) }]
}

function meantBy(fold: string, last: boolean, index: Known): Map<string, number> {
  const meant = new Map<string, number>()
  const isKnown = index.words.has(fold)
  if (isKnown) meant.set(fold, sure.exact)
  if (last || (!isKnown && fold.length >= 3))
    for (const word of startingWith(fold, index.vocabulary))
      if (!meant.has(word)) meant.set(word, isKnown ? sure.besideExact : last ? sure.lastPrefix : sure.prefix)
  if (!isKnown && fold.length >= 3)
    for (const word of index.vocabulary)
      if (word.length >= 2 && !meant.has(word) && isOneSlipAway(fold, word)) meant.set(word, sure.slip)
  return meant
}

function startingWith(prefix: string, vocabulary: readonly string[]): string[] {
  let low = 0
  let high = vocabulary.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((vocabulary[middle] ?? '') < prefix) low = middle + 1
    else high = middle
  }
  const found: string[] = []
  for (let at = low; vocabulary[at]?.startsWith(prefix); at++)
    if (vocabulary[at] !== prefix) found.push(vocabulary[at] ?? '')
  return found
}

/** Words run together, taken apart into the fewest known words of two letters or more; undefined when that fails. */
function split(fold: string, index: Known): string[] | undefined {
  const best: (string[] | undefined)[] = [[]]
  for (let end = 2; end <= fold.length; end++)
    for (let start = Math.max(0, end - 7); start <= end - 2; start++) {
      const before = best[start]
      const word = fold.slice(start, end)
      const known = best[end]
      if (before && index.words.has(word) && (!known || before.length + 1 < known.length))
        best[end] = [...before, word]
    }
  const parts = best[fold.length]
  return parts && parts.length > 1 ? parts : undefined
}
