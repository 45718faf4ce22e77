import { usualMostRows } from '#onestop/forms/rules/check-answers.ts'
import type { Page } from './page.ts'

/** Adds and removes rows of groups without going to the server. */
export function workRows(page: Page): void {
  page.form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button || (button.name !== '_add' && button.name !== '_remove')) return
    const group = button.closest<HTMLElement>('[data-kb-group]')
    if (!group) return
    const done = button.name === '_add' ? addRow(page, group) : removeRow(page, group, button)
    if (!done) return
    event.preventDefault()
    page.changed()
  })
  for (const group of page.form.querySelectorAll<HTMLElement>('[data-kb-group]')) limit(page, group)
}

function rowsOf(group: HTMLElement): HTMLElement[] {
  return [...group.querySelectorAll<HTMLElement>('[data-kb-row]')]
}

function nameOf(page: Page, group: HTMLElement): string {
  const field = page.fieldAt(group.dataset.kbGroup ?? '')
  return (field?.type === 'group' ? field.rowLabel[page.data.lang] : '').toLocaleLowerCase(page.data.lang)
}

function addRow(page: Page, group: HTMLElement, silent = false): boolean {
  const template = group.querySelector<HTMLTemplateElement>('template[data-kb-row-template]')
  if (!template) return false
  const number = rowsOf(group).length
  const made = document.createElement('template')
  made.innerHTML = template.innerHTML.replaceAll('[#]', `[${number}]`)
  const row = made.content.firstElementChild
  if (!(row instanceof HTMLElement)) return false
  template.before(row)
  renumber(group)
  limit(page, group)
  if (silent) return true
  row.querySelector<HTMLElement>('input, select, textarea')?.focus()
  page.announce(page.say('row-added', { row: nameOf(page, group), number: number + 1 }))
  return true
}

function removeRow(page: Page, group: HTMLElement, button: HTMLElement): boolean {
  const row = button.closest<HTMLElement>('[data-kb-row]')
  if (!row) return false
  row.remove()
  renumber(group)
  if (rowsOf(group).length === 0) addRow(page, group, true)
  limit(page, group)
  group.querySelector<HTMLElement>('button[name=_add]')?.focus()
  page.announce(page.say('row-removed', { row: nameOf(page, group) }))
  return true
}

const numbered = ['id', 'name', 'for', 'value', 'aria-describedby', 'data-kb-field']

/** Closes the gaps: the rows count from 0 in their order. */
function renumber(group: HTMLElement): void {
  const name = group.dataset.kbGroup ?? ''
  for (const [number, row] of rowsOf(group).entries()) {
    row.dataset.kbRow = String(number)
    const words = row.querySelector('[data-kb-row-number]')
    if (words) words.textContent = String(number + 1)
    for (const element of row.querySelectorAll('*'))
      for (const attribute of numbered) {
        const text = element.getAttribute(attribute)
        if (text?.includes(`${name}[`) && !isTyped(element, attribute))
          element.setAttribute(
            attribute,
            text.replaceAll(/([^\s[]+)\[\d+\]/g, (whole, group) =>
              group === name ? `${name}[${number}]` : whole,
            ),
          )
      }
  }
}

/** What a person typed is never touched, whatever it looks like. */
function isTyped(element: Element, attribute: string): boolean {
  return attribute === 'value' && !(element instanceof HTMLButtonElement)
}

function limit(page: Page, group: HTMLElement): void {
  const field = page.fieldAt(group.dataset.kbGroup ?? '')
  const add = group.querySelector<HTMLButtonElement>('button[name=_add]')
  if (add && field?.type === 'group') add.disabled = rowsOf(group).length >= (field.maxRows ?? usualMostRows)
}
