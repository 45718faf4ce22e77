import type { FormFinding } from '#onestop/forms/contract.ts'
import { checkAnswers } from '#onestop/forms/rules/check-answers.ts'
import { sentenceOf } from '#onestop/forms/rules/sentence.ts'
import { boxOf, controlsOf, type Page } from './page.ts'

/**
 * Checks a field when it is left, and the page before it is sent, by the same rules and in the same words as the
 * server. A fault goes away as soon as it is mended.
 */
export function checkAsTyped(page: Page): void {
  const { form } = page
  form.addEventListener('focusout', (event) => {
    const path = pathOf(event.target)
    // Let a click on another option of the same field, or on a button, come first.
    if (path) setTimeout(() => isFilled(form, path) && showAt(page, path), 150)
  })
  form.addEventListener('input', (event) => mend(page, pathOf(event.target)))
  form.addEventListener('change', (event) => mend(page, pathOf(event.target)))
  form.addEventListener('submit', (event) => {
    const button = event.submitter
    if (button instanceof HTMLButtonElement && button.formNoValidate) return
    const errors = findingsOf(page).filter(({ level }) => level === 'error')
    for (const box of form.querySelectorAll('.faulty')) clear(form, boxPath(box))
    for (const finding of errors) show(page, finding)
    summarise(page, errors)
    if (errors.length > 0) event.preventDefault()
  })
}

function findingsOf(page: Page): FormFinding[] {
  const { data, form } = page
  const answers = page.answers()
  const findings = checkAnswers(data.form, answers, { on: data.on, at: page.now(), step: data.step })
  return findings.filter(({ path, code }) => code !== 'required' || !hasChosenFile(form, path))
}

/** A file that is chosen and not yet on the server goes with the form. */
function hasChosenFile(form: HTMLFormElement, path: string): boolean {
  return controlsOf(form, path).some(
    (control) => control instanceof HTMLInputElement && (control.files?.length ?? 0) > 0,
  )
}

function mend(page: Page, path: string | undefined): void {
  if (path && boxOf(page.form, path)?.classList.contains('faulty')) showAt(page, path)
}

function showAt(page: Page, path: string): void {
  const here = findingsOf(page).filter((finding) => finding.path === path)
  clear(page.form, path)
  for (const finding of here) show(page, finding)
}

function show(page: Page, finding: FormFinding): void {
  const { form, data } = page
  const box = boxOf(form, finding.path)
  if (!box) return
  const kind = finding.level === 'error' ? 'error' : 'warning'
  const id = `${finding.path}-${kind}`
  const words = document.getElementById(id) ?? document.createElement('p')
  words.id = id
  words.className = kind
  words.textContent = sentenceOf(data.form, finding, data.messages, data.lang)
  if (!words.isConnected) placeOf(box).before(words)
  if (kind === 'error') box.classList.add('faulty')
  for (const control of controlsOf(form, finding.path)) {
    if (kind === 'error') control.setAttribute('aria-invalid', 'true')
    describe(control, id, true)
  }
}

function clear(form: HTMLFormElement, path: string): void {
  boxOf(form, path)?.classList.remove('faulty')
  for (const kind of ['error', 'warning']) {
    document.getElementById(`${path}-${kind}`)?.remove()
    for (const control of controlsOf(form, path)) describe(control, `${path}-${kind}`, false)
  }
  for (const control of controlsOf(form, path)) control.removeAttribute('aria-invalid')
}

/** The words stand before the first control, or the first row of a group. */
function placeOf(box: HTMLElement): Element {
  const first = box.querySelector(
    '[data-kb-row], .choice, .with-unit, [data-kb-documents], input, select, textarea',
  )
  return first ?? box.lastElementChild ?? box
}

function describe(control: HTMLElement, id: string, present: boolean): void {
  const ids = new Set((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  if (present) ids.add(id)
  else ids.delete(id)
  if (ids.size > 0) control.setAttribute('aria-describedby', [...ids].join(' '))
  else control.removeAttribute('aria-describedby')
}

function summarise(page: Page, errors: readonly FormFinding[]): void {
  const { form, data } = page
  const summary = form.querySelector<HTMLElement>('[data-kb-errors]')
  if (!summary) return
  summary.hidden = errors.length === 0
  if (errors.length === 0) return
  const title = summary.querySelector('h2')
  if (title) title.textContent = page.say('errors-title', { count: errors.length })
  summary.querySelector('ul')?.replaceChildren(...errors.map((finding) => lineOf(finding)))
  summary.focus()

  function lineOf(finding: FormFinding): HTMLLIElement {
    const line = document.createElement('li')
    const link = document.createElement('a')
    link.href = `#${finding.path}`
    link.textContent = sentenceOf(data.form, finding, data.messages, data.lang)
    line.append(link)
    return line
  }
}

function isFilled(form: HTMLFormElement, path: string): boolean {
  const now = document.activeElement
  if (now instanceof HTMLElement && pathOf(now) === path) return false
  // An empty field is left alone until the page is sent: whoever passes by has done nothing wrong.
  return controlsOf(form, path).some(
    (control) =>
      (control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type) && control.checked) ||
      (control instanceof HTMLInputElement &&
        !/^(radio|checkbox|file)$/.test(control.type) &&
        control.value !== '') ||
      ((control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) &&
        control.value !== ''),
  )
}

function pathOf(target: EventTarget | null): string | undefined {
  return target instanceof HTMLElement ? (target.getAttribute('name') ?? undefined) : undefined
}

function boxPath(box: Element): string {
  return box instanceof HTMLElement ? (box.dataset.kbField ?? '') : ''
}
