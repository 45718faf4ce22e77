/** Data for a script of the page as a tag: `<` cannot end it early. */
export function jsonTag(attribute: string, data: unknown): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  return `<script type="application/json" ${attribute}>${json}</script>`
}
