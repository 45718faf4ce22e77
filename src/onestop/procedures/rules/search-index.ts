import { foldVietnamese, toSyllable, wordsOf } from '#kit/values/vietnamese.ts'

/** What can be found: one procedure in force, with the texts that are searched. */
export type SearchEntry = {
  readonly code: string
  readonly localId: string
  readonly name: string
  readonly sectorId: string
  /** Sector, results, authority: found too, but they count less than the name. */
  readonly around: readonly string[]
  /** How much it is preferred among equals: the province's own before a ministry's. */
  readonly preference: number
}

/** A word of a name: folded, and as a syllable with its marks ("họp" is `họp` with tone 5, folded `hop`). */
export type NameWord = { readonly fold: string; readonly marked: string }

/** Where a folded word occurs: ordinal numbers of the entries, and those where it stands in the name. */
type Postings = { readonly inName: number[]; readonly around: number[] }

export type SearchIndex<Entry extends SearchEntry> = {
  readonly entries: readonly Entry[]
  readonly names: readonly (readonly NameWord[])[]
  readonly words: ReadonlyMap<string, Postings>
  /** All words in order, for prefixes and slips. */
  readonly vocabulary: readonly string[]
  readonly byCode: ReadonlyMap<string, number>
  readonly synonyms: readonly FoldedSynonym[]
  readonly ignored: readonly (readonly string[])[]
}

/** Citizens' words for a procedure: any of `say` is understood as each of `means`, and points to `procedures`. */
export type Synonym = {
  readonly say: readonly string[]
  readonly means?: readonly string[]
  readonly procedures?: readonly string[]
}
export type Synonyms = { readonly synonyms: readonly Synonym[]; readonly ignore: readonly string[] }

export type FoldedSynonym = {
  readonly say: readonly string[]
  readonly means: readonly (readonly string[])[]
  readonly procedures: readonly number[]
}

/** A word with its marks, wherever the tone stands: the form in which typed marks are compared. */
export function markedForm(word: string): string {
  const { letters, tone } = toSyllable(word)
  return `${letters}${tone}`
}

/** A code without what people leave out: case, dashes, spaces and leading zeros ("buu 4" for BUU-04). */
export function looseCode(text: string): string {
  return foldVietnamese(text)
    .replace(/[^a-z0-9.]/g, '')
    .replace(/^([a-z]+)0+(?=\d)/, '$1')
}

/** Builds the index of the procedures in force. */
export function buildSearchIndex<Entry extends SearchEntry>(
  entries: readonly Entry[],
  content: Synonyms,
): SearchIndex<Entry> {
  const words = new Map<string, Postings>()
  const byCode = new Map<string, number>()
  const names = entries.map((entry, number) => {
    const name = wordsOf(entry.name).map((word) => ({ fold: foldVietnamese(word), marked: markedForm(word) }))
    for (const { fold } of name) addTo(words, fold, 'inName', number)
    for (const word of entry.around.flatMap(wordsOf)) addTo(words, foldVietnamese(word), 'around', number)
    for (const code of [entry.localId, entry.code])
      if (!byCode.has(looseCode(code))) byCode.set(looseCode(code), number)
    return name
  })
  const foldedWords = (text: string) => wordsOf(text).map(foldVietnamese)
  const synonyms = content.synonyms.flatMap((synonym) =>
    synonym.say.map((say) => ({
      say: foldedWords(say),
      means: (synonym.means ?? []).map(foldedWords),
      procedures: (synonym.procedures ?? []).flatMap((id) => byCode.get(looseCode(id)) ?? []),
    })),
  )
  const ignored = content.ignore.map(foldedWords).sort((a, b) => b.length - a.length)
  return { entries, names, words, vocabulary: [...words.keys()].sort(), byCode, synonyms, ignored }
}

function addTo(words: Map<string, Postings>, word: string, where: keyof Postings, number: number): void {
  let postings = words.get(word)
  if (!postings) {
    postings = { inName: [], around: [] }
    words.set(word, postings)
  }
  if (postings[where].at(-1) !== number) postings[where].push(number)
}
