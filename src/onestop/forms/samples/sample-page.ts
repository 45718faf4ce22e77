import type { Answers, FormDefinition } from '../contract.ts'
import { browserForm } from '../rules/browser-form.ts'
import type { RenderedField } from '../rules/step-fields.ts'
import { stepFields } from '../rules/step-fields.ts'

/** A page of a form as bare HTML after the contract of README.md: to try the browser script without the screens. */
export function samplePage(
  form: FormDefinition,
  answers: Answers,
  page: Parameters<typeof browserForm>[2],
  options: { readonly uploads: boolean; readonly json?: string } = { uploads: true },
): string {
  const json = options.json ?? JSON.stringify(browserForm(form, answers, page)).replaceAll('<', '\\u003c')
  const sections = stepFields(form, answers, page.step, { on: page.on }).map(
    ({ section, fields }) =>
      `<section data-kb-section="${section.id}">${fields.map((field) => fieldHtml(field, page.lang)).join('')}</section>`,
  )
  return `<!doctype html><html lang="${page.lang}"><meta charset="utf-8"><title>form</title>
<script type="module" src="/form.js"></script>
<form method="post" action="/send" enctype="multipart/form-data" novalidate data-kb-form data-draft-url="/draft"
  ${options.uploads ? 'data-upload-url="/documents?filingToken=t"' : ''}>
<script type="application/json" data-form>${json}</script>
<div class="error-summary" data-kb-errors role="alert" tabindex="-1" hidden><h2></h2><ul class="bullets"></ul></div>
${sections.join('')}<button name="_go" value="next">Tiếp tục</button><p data-kb-saved role="status"></p></form></html>`
}

type Lang = Parameters<typeof browserForm>[2]['lang']

const escaped = (text: unknown) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

function fieldHtml(rendered: RenderedField, lang: Lang): string {
  const { field, path } = rendered
  const label = escaped(field.label[lang])
  if (field.type === 'group') {
    const rowHtml = (row: readonly RenderedField[], number: number | '#') =>
      `<fieldset data-kb-row="${number}"><legend><span data-kb-row-number></span></legend>${row.map((inner) => fieldHtml(inner, lang)).join('')}<button name="_remove" value="${path}[${number}]" formnovalidate>Xóa</button></fieldset>`
    return `<fieldset data-kb-group="${path}" id="${path}" data-kb-field="${path}"><legend>${label}</legend>${rendered.rows?.map(rowHtml).join('')}<template data-kb-row-template>${rowHtml(rendered.newRow ?? [], '#')}</template><button name="_add" value="${path}" formnovalidate>Thêm</button></fieldset>`
  }
  const words = rendered.condition ? '<p data-kb-condition>Chỉ điền khi…</p>' : ''
  return `<div class="field" data-kb-field="${path}">${words}${controlHtml(rendered, label, lang)}</div>`
}

function controlHtml(rendered: RenderedField, label: string, lang: Lang): string {
  const { field, path, text, value } = rendered
  const named = `name="${path}" id="${path}"`
  const labelled = `<label for="${path}">${label}</label>`
  const box = (type: string, option: string, words: string, chosen: boolean, index: number) =>
    `<div class="choice"><input type="${type}" name="${path}" id="${index === 0 ? path : `${path}-${option}`}" value="${option}"${chosen ? ' checked' : ''}><label>${escaped(words)}</label></div>`
  if (field.type === 'choice' || field.type === 'choices') {
    const chosen = new Set(Array.isArray(value) ? value : [text])
    const type = field.type === 'choice' ? 'radio' : 'checkbox'
    const boxes = field.options.map((one, index) =>
      box(type, one.value, one.label[lang], chosen.has(one.value), index),
    )
    return `<fieldset><legend>${label}</legend>${boxes.join('')}</fieldset>`
  }
  if (field.type === 'yes-no')
    return `<fieldset><legend>${label}</legend>${['yes', 'no'].map((one, index) => box('radio', one, one, text === one, index)).join('')}</fieldset>`
  if (field.type === 'area')
    return `${labelled}<select ${named}><option value=""></option><option value="09163"${text === '09163' ? ' selected' : ''}>Phường</option></select>`
  if (field.type === 'textarea') return `${labelled}<textarea ${named}>${escaped(text)}</textarea>`
  if (field.type === 'evidence')
    return `${labelled}<ul data-kb-documents="${path}"></ul><input type="file" multiple ${named}>`
  return `${labelled}<input type="text" ${named} value="${escaped(text)}">`
}
