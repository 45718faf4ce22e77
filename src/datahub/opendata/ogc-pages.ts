import type { DictionaryRow, OpenedDataset } from '../sharing/contract.ts'
import type { Link } from './rules/describe-features.ts'
import type { Feature } from './rules/features.ts'
import { type Part, pageOf } from './rules/html.ts'
import { licences } from './rules/licences.ts'
import { typeOf } from './rules/read-parameters.ts'
import { type Words, wordOf } from './rules/words.ts'

const linkWords: Readonly<Record<string, Parameters<typeof wordOf>[0]>> = {
  data: 'label.page.collections',
  conformance: 'label.page.conformance',
  'service-desc': 'label.page.api',
  'service-doc': 'label.page.api',
  self: 'label.page.json',
}

/** The landing page, or the list of collections, for people. */
export function landingPage(
  landing: { readonly title: string; readonly description: string; readonly links: readonly Link[] },
  lang: Words,
): string {
  const links = landing.links
    .filter(({ rel }) => rel !== 'alternate')
    .map(({ href, rel, title }) => {
      const word = linkWords[rel]
      return { href, text: title ?? (word ? wordOf(word, lang) : rel) }
    })
  return pageOf(landing.title, lang, [
    { kind: 'text', text: landing.description },
    { kind: 'links', links },
  ])
}

/** The dictionary of a dataset as a table. */
export function dictionaryPart(dictionary: readonly DictionaryRow[], lang: Words): Part {
  return {
    kind: 'table',
    caption: wordOf('label.page.dictionary', lang),
    head: [
      wordOf('label.page.field', lang),
      wordOf('label.page.meaning', lang),
      wordOf('label.page.type', lang),
      wordOf('label.page.unit', lang),
      wordOf('label.page.source', lang),
    ],
    rows: dictionary.map(({ name, label, kind, schema, unit, source }) => [
      name,
      label[lang],
      kind === 'geo' ? 'geometry' : typeOf(schema),
      unit ?? '',
      source,
    ]),
  }
}

/** A collection for people. */
export function collectionPage({ dataset, dictionary }: OpenedDataset, base: string, lang: Words): string {
  const here = `${base}/ogc/collections/${dataset.id}`
  return pageOf(dataset.title[lang], lang, [
    { kind: 'text', text: dataset.description[lang] },
    {
      kind: 'links',
      links: [
        { href: `${here}/items?f=html`, text: wordOf('label.page.items', lang) },
        { href: `${here}?f=json`, text: wordOf('label.page.json', lang) },
        { href: licences[dataset.licence].url, text: licences[dataset.licence].title },
      ],
    },
    dictionaryPart(dictionary, lang),
  ])
}

/** A page of features for people. */
export function featuresPage(
  { dataset, dictionary }: OpenedDataset,
  features: readonly Feature[],
  next: string | null,
  lang: Words,
): string {
  const shown = dictionary.filter(({ name }) => name !== dataset.geometry)
  return pageOf(dataset.title[lang], lang, [
    {
      kind: 'table',
      caption: wordOf('label.page.items', lang),
      head: ['id', ...shown.map(({ label }) => label[lang])],
      rows: features.map(({ id, properties }) => [id, ...shown.map(({ name }) => textOf(properties[name]))]),
    },
    {
      kind: 'links',
      links: next === null ? [] : [{ href: next, text: wordOf('label.page.next', lang) }],
    },
  ])
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
