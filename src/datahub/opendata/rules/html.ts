import { type Words, wordOf } from './words.ts'

/** Text that may stand in a page. House rule. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** A part of a page: a heading with a table, links or a text. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'links'; readonly links: readonly { readonly href: string; readonly text: string }[] }
  | {
      readonly kind: 'table'
      readonly caption: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** A plain page for people who open an address of the machines' API: no script, no outside file. House rule. */
export function pageOf(title: string, lang: Words, parts: readonly Part[]): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>body{font:1rem/1.5 system-ui;max-width:75rem;margin:1rem auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #777;padding:.25rem .5rem;text-align:left;vertical-align:top}.wide{overflow-x:auto}</style></head><body><p><a href="/">${escapeHtml(wordOf('label.page.portal', lang))}</a></p><main><h1>${escapeHtml(title)}</h1>${parts.map(partOf).join('')}</main></body></html>`
}

function partOf(part: Part): string {
  switch (part.kind) {
    case 'text':
      return `<p>${escapeHtml(part.text)}</p>`
    case 'links':
      return `<ul>${part.links.map(({ href, text }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`).join('')}</ul>`
    case 'table':
      return `<div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(part.caption)}"><table><caption>${escapeHtml(part.caption)}</caption><thead><tr>${part.head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead><tbody>${part.rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('')}</tbody></table></div>`
  }
}
