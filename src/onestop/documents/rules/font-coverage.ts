/**
 * The characters (code points) that a TrueType font can draw, read from its `cmap` table: formats 4 and 12 of
 * the OpenType specification. PDF/A forbids a missing glyph, so what is not here must not reach the paper.
 * House rule.
 */
export function fontCoverage(font: Uint8Array): ReadonlySet<number> {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const covered = new Set<number>()
  const cmap = findTable(view, 'cmap')
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const subtable = cmap + view.getUint32(cmap + 4 + index * 8 + 4)
    const format = view.getUint16(subtable)
    if (format === 4) addSegments(view, subtable, covered)
    if (format === 12) addGroups(view, subtable, covered)
  }
  return covered
}

function findTable(view: DataView, tag: string): number {
  for (let index = 0; index < view.getUint16(4); index++) {
    const entry = 12 + index * 16
    const name = String.fromCharCode(...[0, 1, 2, 3].map((at) => view.getUint8(entry + at)))
    if (name === tag) return view.getUint32(entry + 8)
  }
  throw new Error(`the font has no table ${tag}`)
}

function addSegments(view: DataView, subtable: number, covered: Set<number>): void {
  const doubled = view.getUint16(subtable + 6)
  const [ends, starts] = [subtable + 14, subtable + 16 + doubled]
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled]
  for (let at = 0; at < doubled; at += 2) {
    const [start, end] = [view.getUint16(starts + at), view.getUint16(ends + at)]
    const [delta, offset] = [view.getUint16(deltas + at), view.getUint16(offsets + at)]
    for (let point = start; point <= end && point !== 0xffff; point++) {
      const listed = offset === 0 ? point : view.getUint16(offsets + at + offset + (point - start) * 2)
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) covered.add(point)
    }
  }
}

function addGroups(view: DataView, subtable: number, covered: Set<number>): void {
  for (let index = 0; index < view.getUint32(subtable + 12); index++) {
    const group = subtable + 16 + index * 12
    for (let point = view.getUint32(group); point <= view.getUint32(group + 4); point++) covered.add(point)
  }
}
