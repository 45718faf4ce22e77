import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { Answers, Field } from '#onestop/forms/contract.ts'
import type { BrowserForm } from '#onestop/forms/rules/browser-form.ts'
import { findByPath } from '#onestop/forms/rules/form-fields.ts'
import { readPosted } from '#onestop/forms/rules/read-posted.ts'
import { fillTemplate } from '#onestop/forms/rules/sentence.ts'

/** A form of the page that the script works on. */
export type Page = {
  readonly form: HTMLFormElement
  readonly data: BrowserForm
  /** What stands in the controls now, with the answers of other pages that conditions ask for. */
  answers(): Answers
  now(): Instant
  fieldAt(path: string): Field | undefined
  /** A sentence of the script in the page's language. */
  say(code: string, facts?: Readonly<Record<string, string | number>>): string
  /** Tells a reader of the screen by voice. */
  announce(text: string): void
  /** Called after rows or documents were changed by the script. */
  changed(): void
  onChange(work: () => void): void
}

/** Reads the page's JSON. Undefined where it has none: then the script leaves the form alone. */
export function openPage(form: HTMLFormElement): Page | undefined {
  const text = form.querySelector('script[data-form]')?.textContent
  if (!text) return undefined
  const data = JSON.parse(text) as BrowserForm
  const works: (() => void)[] = []
  const voice = makeVoice(form)
  return {
    form,
    data,
    answers: () =>
      readPosted<File>(data.form, new FormData(form).entries(), { step: data.step, before: data.answers })
        .answers,
    now: () => instantOf(Date.now()),
    fieldAt: (path) => findByPath(data.form, path)?.placed.field,
    say: (code, facts = {}) => fillTemplate(data.messages[`script.${code}`] ?? '', facts),
    announce(words) {
      voice.textContent = words
    },
    changed() {
      for (const work of works) work()
    },
    onChange(work) {
      works.push(work)
    },
  }
}

function makeVoice(form: HTMLFormElement): HTMLElement {
  const voice = document.createElement('p')
  voice.setAttribute('role', 'status')
  voice.className = 'hidden-text'
  form.append(voice)
  return voice
}

/** The element around a field's control. */
export function boxOf(form: HTMLFormElement, path: string): HTMLElement | undefined {
  return form.querySelector<HTMLElement>(`[data-kb-field="${CSS.escape(path)}"]`) ?? undefined
}

/** The controls of a field. */
export function controlsOf(form: HTMLFormElement, path: string): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>(`[name="${CSS.escape(path)}"]:not([type=hidden])`)]
}
