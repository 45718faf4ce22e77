/** A text being read from left to right. */
export type Scanner = {
  position(): number
  ended(): boolean
  peek(length?: number): string
  /** Takes the text when it comes next. */
  take(text: string): boolean
  /** Takes what a sticky pattern matches here, and answers its groups. */
  match(pattern: RegExp): RegExpExecArray | undefined
}

/** Opens a scanner on a text. */
export function scan(text: string): Scanner {
  let at = 0
  return {
    position: () => at,
    ended: () => at >= text.length,
    peek: (length = 1) => text.slice(at, at + length),
    take(wanted) {
      if (!text.startsWith(wanted, at)) return false
      at += wanted.length
      return true
    },
    match(pattern) {
      const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`)
      sticky.lastIndex = at
      const found = sticky.exec(text)
      if (found === null || found[0] === '') return undefined
      at = sticky.lastIndex
      return found
    },
  }
}
