import { readMoment } from '#web/ui/moment-text.ts'

/** A text field, trimmed and composed; empty when absent. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.normalize('NFC').trim() : ''
}

/** The uploads of a name; browsers send an empty one where nothing was chosen. */
export function uploadsOf(form: FormData, name: string): File[] {
  return form.getAll(name).flatMap((value) => (value instanceof File && value.size > 0 ? [value] : []))
}

/** A member only where the text is not empty: `...optional('phone', text)`. */
export function optional<const Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } {
  return text === '' ? {} : ({ [key]: text } as { readonly [K in Key]?: string })
}

/** A moment typed as `05/03/2018 09:00`, as ISO 8601; what cannot be read stays as typed and is refused by the act. */
export function momentOf(form: FormData, name: string): string | undefined {
  const text = textOf(form, name)
  return readMoment(text) ?? (text || undefined)
}
