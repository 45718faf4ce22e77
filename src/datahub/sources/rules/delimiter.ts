/** How a table in text is written: what parts its cells, what encloses those that hold that sign. */
export type TableStyle = { readonly delimiter: string; readonly quote: string }

/**
 * Finds the sign that parts cells: the one that stands in most lines equally often, outside quotes. House rule.
 * @example findStyle('a;b\n"x;y";1,5') // { delimiter: ';', quote: '"' }
 */
export function findStyle(sample: string): TableStyle {
  const quote = /(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)/m.test(sample) && !sample.includes('"') ? "'" : '"'
  const bare = sample.replace(quote === '"' ? /"(?:[^"]|"")*"/g : /'(?:[^']|'')*'/g, 'x')
  const lines = bare.split(/\r?\n/).filter(Boolean).slice(0, 50)
  const scored = [';', ',', '\t', '|'].map((delimiter) => ({ delimiter, score: scoreOf(lines, delimiter) }))
  const best = scored.reduce((left, right) => (right.score > left.score ? right : left))
  return { delimiter: best.score === 0 ? ',' : best.delimiter, quote }
}

function scoreOf(lines: readonly string[], delimiter: string): number {
  const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0)
  const [most] = [...Map.groupBy(counts, (count) => count)].sort((a, b) => b[1].length - a[1].length)
  if (!most) return 0
  return (most[1].length / lines.length) * Math.min(4, 1 + Math.log2(most[0]))
}
