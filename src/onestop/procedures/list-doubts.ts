import type { Reader } from '#kit/io/context.ts'
import { countDoubts, type DoubtCount, findDoubts, type ImportDoubt } from './store-doubts.ts'

/** The doubts of an import, in the order of the file; of one procedure when its code is given. */
export function listImportDoubts(
  reader: Reader,
  publicationNumber: string,
  procedureCode?: string,
): Promise<ImportDoubt[]> {
  return findDoubts(reader, publicationNumber, procedureCode)
}

/** How many doubts of each kind an import left, the most frequent first. */
export function countImportDoubts(reader: Reader, publicationNumber: string): Promise<DoubtCount[]> {
  return countDoubts(reader, publicationNumber)
}

/** The report of an import's doubts as text, a line each: procedure, field, doubt, the text as it stood. */
export function printDoubts(doubts: readonly ImportDoubt[]): string {
  return doubts
    .map(({ procedureCode, field, code, text }) =>
      [procedureCode, field, code, JSON.stringify(text)].join('\t'),
    )
    .join('\n')
}
