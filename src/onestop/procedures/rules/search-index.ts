import { foldVietnamese, toSyllable, wordsOf } from '#kit/values/vietnamese.ts'

/** What can be found: one procedure in force, with the texts that are searched. */
export type SearchEntry = {
  readonly code: string
  readonly localId: string
  readonly name: string
  readonly sectorId: string
  readonly sector: string
  /** Results and authority: found too, but they count less than the name. */
  readonly around: readonly string[]
  /** How much it is preferred among equals: the province's own before a ministry's. */
  readonly preference: number
}

/** A word of a name: folded, and as a syllable with its marks ("họp" is `họp` with tone 5, folded `hop`). */
export type NameWord = {
  readonly fold: string
  readonly marked: string
  /** Whether it says nothing about which procedure this is ("thủ tục"). */
  readonly empty: boolean
}

/** Where a folded word occurs: ordinal numbers of the entries, and those where it stands in the name. */
type Postings = { readonly inName: number[]; readonly around: number[] }

export type SearchIndex<Entry extends SearchEntry> = {
  readonly entries: readonly Entry[]
  readonly names: readonly (readonly NameWord[])[]
  readonly sectors: readonly (readonly string[])[]
  /** For each entry the words by which it follows an earlier procedure ("cấp lại", "gia hạn"). */
  readonly laterWords: readonly (readonly (readonly string[])[])[]
  readonly later: readonly (readonly string[])[]
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
export type Synonyms = {
  readonly synonyms: readonly Synonym[]
  readonly later: readonly string[]
  readonly ignore: readonly string[]
}

export type FoldedSynonym = {
  readonly say: readonly string[]
  readonly means: readonly (readonly string[])[]
  readonly procedures: readonly number[]
}

/** A word with its marks, wherever the tone stands: the form in which typed marks are compared. House rule. */
export function markedForm(word: string): string {
  const { letters, tone } = toSyllable(word)
  return `${letters}${tone}`
}

/** A code without what people leave out: case, dashes, spaces and leading zeros ("buu 4" for BUU-04). House rule. */
export function looseCode(text: string): string {
  return foldVietnamese(text)
    .replace(/[^a-z0-9.]/g, '')
    .replace(/^([a-z]+)0+(?=\d)/, '$1')
}

/** Builds the index of the procedures in force. House rule. */
export function buildSearchIndex<Entry extends SearchEntry>(
  entries: readonly Entry[],
  content: Synonyms,
): SearchIndex<Entry> {
  const words = new Map<string, Postings>()
  const byCode = new Map<string, number>()
  const ignored = content.ignore.map(foldedWords).sort((a, b) => b.length - a.length)
  const later = content.later.map(foldedWords)
  const names = entries.map((entry, number) => {
    const name = nameWords(entry.name, ignored)
    for (const { fold } of name) addTo(words, fold, 'inName', number)
    for (const word of [entry.sector, ...entry.around].flatMap(foldedWords))
      addTo(words, word, 'around', number)
    for (const code of [entry.localId, entry.code])
      if (!byCode.has(looseCode(code))) byCode.set(looseCode(code), number)
    return name
  })
  const synonyms = content.synonyms.flatMap((synonym) =>
    synonym.say.map((say) => ({
      say: foldedWords(say),
      means: (synonym.means ?? []).map(foldedWords),
      procedures: (synonym.procedures ?? []).flatMap((id) => byCode.get(looseCode(id)) ?? []),
    })),
  )
  return {
    entries,
    names,
    sectors: entries.map((entry) => foldedWords(entry.sector)),
    laterWords: names.map((name) =>
      later.filter(
        (run) =>
          indexOfRun(
            name.map((word) => word.fold),
            run,
          ) >= 0,
      ),
    ),
    later,
    words,
    vocabulary: [...words.keys()].sort(),
    byCode,
    synonyms,
    ignored,
  }
}

function foldedWords(text: string): string[] {
  return wordsOf(text).map(foldVietnamese)
}

/** Where a run of words begins in a row of words, or -1. House rule. */
export function indexOfRun(row: readonly string[], run: readonly string[]): number {
  for (let at = 0; at + run.length <= row.length; at++)
    if (run.every((word, step) => row[at + step] === word)) return at
  return -1
}

function nameWords(text: string, ignored: readonly (readonly string[])[]): NameWord[] {
  const raw = wordsOf(text)
  const folds = raw.map(foldVietnamese)
  const empty = new Set<number>()
  for (const run of ignored) {
    const at = indexOfRun(folds, run)
    if (at === 0) for (let step = 0; step < run.length; step++) empty.add(at + step)
  }
  return raw.map((word, at) => ({ fold: folds[at] ?? '', marked: markedForm(word), empty: empty.has(at) }))
}

function addTo(words: Map<string, Postings>, word: string, where: keyof Postings, number: number): void {
  let postings = words.get(word)
  if (!postings) {
    postings = { inName: [], around: [] }
    words.set(word, postings)
  }
  if (postings[where].at(-1) !== number) postings[where].push(number)
}
