import { type Messages, sentenceOf } from '#kit/io/messages.ts'
import type { Refusal } from '#kit/values/refusal.ts'

/** Tells an operator why the program does not start: one paragraph a language, no stack. */
export function tellRefusal(messages: Messages, refusal: Refusal): void {
  process.stderr.write(`\n${sentenceOf(messages, refusal, 'vi')}\n${sentenceOf(messages, refusal, 'en')}\n\n`)
}

/** A line that says what is being done: rewritten in place on a terminal, else at most one line in two seconds. */
export function openProgress(): { report(line: string): void; end(): void } {
  const { stderr } = process
  const began = Date.now()
  let last = 0
  return {
    report(line) {
      const text = `  … ${line} (${Math.round((Date.now() - began) / 1000)} s)`
      if (stderr.isTTY) stderr.write(`\r\x1b[2K${text.slice(0, stderr.columns)}`)
      else if (Date.now() - last > 2_000) {
        stderr.write(`${text}\n`)
        last = Date.now()
      }
    },
    end() {
      if (stderr.isTTY) stderr.write('\r\x1b[2K')
    },
  }
}
