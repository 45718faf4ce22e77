import type { EvidenceField } from '#onestop/forms/contract.ts'
import type { Page } from './page.ts'

type Upload = {
  readonly file: File
  readonly field: EvidenceField
  readonly input: HTMLInputElement
  readonly line: HTMLElement
}
type Sent = { readonly id: string; readonly name: string; readonly size: number }

const mebibyte = 1024 * 1024
const endings: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/**
 * Checks chosen files by size and type, and, where the page says where to, sends them one by one with their progress;
 * a broken line is waited out and the file sent again. Until a file has arrived it stays chosen, so that it goes with
 * the form in any case.
 */
export function uploadFiles(page: Page): void {
  const queue: Upload[] = []
  let busy = false
  page.form.addEventListener('change', (event) => {
    const input = event.target
    if (!(input instanceof HTMLInputElement) || input.type !== 'file') return
    const field = page.fieldAt(input.name)
    if (field?.type !== 'evidence') return
    const good = [...(input.files ?? [])].filter((file) => !isRejected(page, field, file, input))
    keep(input, good)
    if (!page.form.dataset.uploadUrl) return
    for (const file of good) queue.push({ file, field, input, line: lineFor(page, input) })
    void work()
  })
  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (let next = queue.shift(); next; next = queue.shift()) await sendOne(page, next)
    busy = false
  }
}

/** Tells what is wrong with a file that would be refused, and lets it go. */
function isRejected(page: Page, field: EvidenceField, file: File, input: HTMLInputElement): boolean {
  const limit = field.limitBytes ?? page.data.limitBytes
  const types =
    field.mediaTypes ?? (page.data.mediaTypes.length > 0 ? page.data.mediaTypes : Object.values(endings))
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? ''
  const facts = { name: file.name, size: sizeText(file.size), max: sizeText(limit), types: endingsOf(types) }
  const code =
    file.size === 0
      ? 'file-empty'
      : file.size > limit
        ? 'file-too-large'
        : types.includes(endings[ending] ?? '')
          ? undefined
          : 'file-type'
  if (code === undefined) return false
  const line = lineFor(page, input)
  line.className = 'error'
  line.textContent = page.say(code, facts)
  page.announce(line.textContent)
  return true
}

function endingsOf(types: readonly string[]): string {
  return Object.keys(endings)
    .filter((ending) => types.includes(endings[ending] ?? '') && ending !== 'jpeg')
    .join(', ')
}

/** A size for a reader, rounded up: `2 KB`, `1,5 MB`. */
function sizeText(bytes: number): string {
  if (bytes < mebibyte) return `${Math.ceil(bytes / 1024)} KB`
  return `${(Math.ceil((bytes / mebibyte) * 10) / 10).toLocaleString('vi')} MB`
}

/** Makes the chosen files of an input these. */
function keep(input: HTMLInputElement, files: readonly File[]): void {
  const chosen = new DataTransfer()
  for (const file of files) chosen.items.add(file)
  input.files = chosen.files
}

function lineFor(page: Page, input: HTMLInputElement): HTMLElement {
  const list = page.form.querySelector(`[data-kb-documents="${CSS.escape(input.name)}"]`)
  const line = document.createElement(list ? 'li' : 'p')
  if (list) list.append(line)
  else input.before(line)
  return line
}

const tries = 6

async function sendOne(page: Page, upload: Upload): Promise<void> {
  const { file, line, input } = upload
  for (let attempt = 1; attempt <= tries; attempt++) {
    const outcome = await send(page, upload)
    if (typeof outcome === 'object') {
      arrived(page, upload, outcome)
      return
    }
    if (outcome !== 'broken') {
      line.className = 'error'
      line.textContent = outcome
      page.announce(outcome)
      keep(
        input,
        [...(input.files ?? [])].filter((other) => other !== file),
      )
      return
    }
    line.textContent = page.say('waiting', { name: file.name })
    await nextChance(attempt)
  }
  failed(page, upload)
}

/** A broken line that comes back is used at once, else the wait doubles. */
function nextChance(attempt: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener('online', done)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, Math.min(1000 * 2 ** attempt, 30_000))
    addEventListener('online', done)
  })
}

/** The stored document, the server's sentence of refusal, or `broken` when it is worth trying again. */
function send(page: Page, { file, field, line }: Upload): Promise<Sent | string> {
  return new Promise((resolve) => {
    const url = new URL(page.form.dataset.uploadUrl ?? '', location.href)
    url.searchParams.set('evidenceTypeId', field.evidenceTypeId)
    const request = new XMLHttpRequest()
    const bar = document.createElement('progress')
    bar.max = 100
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const percent = Math.floor((loaded / Math.max(total, 1)) * 100)
      bar.value = percent
      line.replaceChildren(page.say('uploading', { name: file.name, percent }), ' ', bar)
    })
    request.addEventListener('load', () => {
      const reply = parse(request.responseText)
      if (request.status < 300 && reply && typeof reply.id === 'string')
        resolve({
          id: reply.id,
          name: String(reply.name ?? file.name),
          size: Number(reply.size ?? file.size),
        })
      else if (
        request.status >= 400 &&
        request.status < 500 &&
        request.status !== 408 &&
        request.status !== 429
      )
        resolve(
          typeof reply?.detail === 'string' ? reply.detail : page.say('upload-failed', { name: file.name }),
        )
      else resolve('broken')
    })
    for (const event of ['error', 'abort', 'timeout'])
      request.addEventListener(event, () => resolve('broken'))
    request.open('POST', url)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('accept-language', page.data.lang)
    const body = new FormData()
    body.append('file', file, file.name)
    request.send(body)
  })
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function arrived(page: Page, { file, input, line }: Upload, sent: Sent): void {
  const hidden = document.createElement('input')
  hidden.type = 'hidden'
  hidden.name = input.name
  hidden.value = sent.id
  const remove = document.createElement('button')
  remove.name = '_remove'
  remove.value = `${input.name}=${sent.id}`
  remove.formNoValidate = true
  remove.className = 'link-button'
  remove.textContent = page.say('remove')
  remove.setAttribute('aria-label', `${page.say('remove')} ${sent.name}`)
  line.className = 'document'
  line.dataset.kbDocument = ''
  line.replaceChildren(hidden, `${sent.name} (${sizeText(sent.size)}) `, remove)
  keep(
    input,
    [...(input.files ?? [])].filter((other) => other !== file),
  )
  page.announce(page.say('uploaded', { name: sent.name }))
  page.changed()
  // The paper is there now: what said that it was missing is checked again.
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

function failed(page: Page, upload: Upload): void {
  const again = document.createElement('button')
  again.type = 'button'
  again.className = 'link-button'
  again.textContent = page.say('again')
  again.addEventListener('click', () => void sendOne(page, upload), { once: true })
  upload.line.className = 'error'
  upload.line.replaceChildren(`${page.say('upload-failed', { name: upload.file.name })} `, again)
}
