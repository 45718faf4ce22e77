import { findByPath } from '#onestop/forms/rules/form-fields.ts'
import { viewOf } from '#onestop/forms/rules/visible-fields.ts'
import type { Page } from './page.ts'

/** Shows and hides fields and sections as the answers ask for them; the conditions in words are no longer needed. */
export function showFields(page: Page): void {
  const update = () => showNow(page)
  page.form.addEventListener('input', update)
  page.form.addEventListener('change', update)
  page.onChange(update)
  update()
}

function showNow({ form, data, answers, now }: Page): void {
  const view = viewOf(data.form, answers(), { on: data.on, at: now() })
  for (const box of form.querySelectorAll<HTMLElement>('[data-kb-field]')) {
    const found = findByPath(data.form, box.dataset.kbField ?? '')
    if (found) box.hidden = !view.isVisible(found.placed.field.id, found.row)
  }
  for (const box of form.querySelectorAll<HTMLElement>('[data-kb-section]')) {
    const fields = [...box.querySelectorAll<HTMLElement>('[data-kb-field]')]
    box.hidden = fields.length > 0 && fields.every((field) => field.hidden)
  }
  for (const words of form.querySelectorAll<HTMLElement>('[data-kb-condition]')) words.hidden = true
}
