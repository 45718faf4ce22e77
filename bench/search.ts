import { search } from '#onestop/procedures/rules/search.ts'
import { hardQueries, largeIndex } from '#onestop/procedures/testing/catalogue.ts'

/** How long each of some hard queries takes among 3,000 procedures: the best of five, in milliseconds. */
export async function benchSearch(_args: readonly string[] = []): Promise<void> {
  const index = largeIndex()
  for (const query of hardQueries) {
    const times = Array.from({ length: 5 }, () => {
      const began = performance.now()
      search(query, index)
      return performance.now() - began
    })
    process.stdout.write(
      `${Math.min(...times)
        .toFixed(1)
        .padStart(7)} ms  ${query}\n`,
    )
  }
}
