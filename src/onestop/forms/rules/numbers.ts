/** How a number is written: with thousands separators (1.234,5), or plain with a point (21.1833). */
export type NumberStyle = { readonly grouping?: boolean | undefined }

const groups = /^-?\d{1,3}(?:([. ,\u00a0])\d{3})(?:\1\d{3})*$/

/**
 * Reads a number as Vietnamese write it, `1.234.567,8`; spaces may separate thousands, and a lone point that does not
 * part groups of three begins the decimals. Undefined when it cannot be read for certain or has over ten decimals.
 */
export function readNumber(text: string, style: NumberStyle = {}): number | undefined {
  const typed = text.trim().replaceAll('\u2212', '-')
  const plain = style.grouping === false ? typed.replace(',', '.') : withoutGroups(typed)
  if (!/^-?\d{1,15}(?:\.\d{1,10})?$/.test(plain)) return undefined
  return Number(plain) + 0 // -0 is 0
}

function withoutGroups(typed: string): string {
  const [whole = '', ...rest] = typed.split(',')
  if (rest.length === 1) {
    const ungrouped = groups.test(whole) && !whole.includes(',') ? whole.replaceAll(/[. \u00a0]/g, '') : whole
    return `${ungrouped}.${rest[0]}`
  }
  return groups.test(typed) ? typed.replaceAll(/[. ,\u00a0]/g, '') : typed
}

/** Reads a whole number; here a comma may separate thousands too: `2,000,000`. */
export function readInteger(text: string, style: NumberStyle = {}): number | undefined {
  const typed = text.trim()
  const plain = style.grouping !== false && groups.test(typed) ? typed.replaceAll(/[. ,\u00a0]/g, '') : typed
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) + 0 : undefined
}

/** Reads đồng, with or without the unit: `2.000.000 đ`. */
export function readMoney(text: string): number | undefined {
  return readInteger(text.replace(/\s*(?:đ|₫|đồng|vnđ|vnd)\s*$/iu, ''))
}

/** Writes a number so that `readNumber` reads the same again. */
export function writeNumber(value: number, style: NumberStyle = {}): string {
  const plain = Number.isInteger(value) ? value.toFixed(0) : value.toFixed(10).replace(/0+$/, '')
  if (style.grouping === false) return plain
  const [whole = '', decimals] = plain.split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, '.')
  return decimals === undefined ? grouped : `${grouped},${decimals}`
}
