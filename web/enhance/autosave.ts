import type { Page } from './page.ts'

const pauseMs = 2000

/** Keeps what is typed: sends the whole form, without files, two seconds after the last change and on leaving. */
export function saveAsTyped(page: Page): void {
  const { form } = page
  const url = form.dataset.draftUrl
  if (!url) return
  let timer: ReturnType<typeof setTimeout> | undefined
  let dirty = false
  let sending = false

  const later = (after = pauseMs) => {
    dirty = true
    clearTimeout(timer)
    timer = setTimeout(save, after)
  }
  async function save(): Promise<void> {
    if (!url || !dirty || sending) return
    dirty = false
    sending = true
    tell(page, 'saving')
    const kept = await fetch(url, { method: 'POST', body: textsOf(form), redirect: 'manual' }).then(
      (reply) => reply.ok,
      () => false,
    )
    sending = false
    tell(page, kept ? 'saved' : 'unsaved')
    if (!kept) dirty = true
    else if (dirty) later()
  }
  form.addEventListener('input', () => later())
  form.addEventListener('change', () => later())
  page.onChange(() => later(300))
  addEventListener('online', () => dirty && later(300))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || !dirty || sending) return
    if (navigator.sendBeacon(url, textsOf(form))) dirty = false
  })
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    dirty = false
    clearTimeout(timer)
  })
}

function textsOf(form: HTMLFormElement): FormData {
  const texts = new FormData()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') texts.append(name, value)
  return texts
}

function tell(page: Page, state: 'saving' | 'saved' | 'unsaved'): void {
  const words = page.form.querySelector<HTMLElement>('[data-kb-saved]')
  if (!words) return
  const time = new Date().toLocaleTimeString(page.data.lang, { hour: '2-digit', minute: '2-digit' })
  const own = state === 'saving' ? undefined : page.form.dataset[state]
  words.textContent = (own ?? page.say(state, { time })).replace('{time}', time)
}
