import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { CatalogueEntry } from './dcat.ts'
import { downloadFormats, formatsOf } from './describe-download.ts'
import { licences } from './licences.ts'

/** A package as CKAN 2.10 shows it. */
export type Package = ReturnType<typeof packageOf>

/** A text as the name of a tag or a group: folded, with hyphens. House rule. */
export function slugOf(text: string): string {
  return foldVietnamese(text)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

/** An open dataset as a package of CKAN. House rule. */
export function packageOf({ opened, ownerName, lastWriteAt }: CatalogueEntry, base: string) {
  const { dataset } = opened
  const licence = licences[dataset.licence]
  const modified = (lastWriteAt ?? dataset.changedAt).replace('Z', '')
  const resources = formatsOf(dataset).map((format, position) => ({
    id: `${dataset.id}--${format}`,
    package_id: dataset.id,
    name: `${dataset.title.vi} (${downloadFormats[format].title})`,
    description: dataset.description.vi,
    format: downloadFormats[format].title,
    mimetype: downloadFormats[format].type.split(';')[0] ?? '',
    url: `${base}/api/datasets/${dataset.id}/files/${format}`,
    url_type: null,
    position,
    state: 'active',
    datastore_active: format === 'csv',
    created: (dataset.openedAt ?? dataset.changedAt).replace('Z', ''),
    last_modified: modified,
  }))
  return {
    id: dataset.id,
    name: dataset.id,
    title: dataset.title.vi,
    notes: dataset.description.vi,
    url: `${base}/du-lieu-mo/${dataset.id}`,
    type: 'dataset',
    state: 'active',
    private: false,
    isopen: licence.open,
    version: String(dataset.version),
    license_id: dataset.licence,
    license_title: licence.title,
    license_url: licence.url,
    maintainer: dataset.contact.name,
    maintainer_email: dataset.contact.email ?? '',
    author: ownerName,
    author_email: '',
    owner_org: dataset.owner,
    organization: {
      id: dataset.owner,
      name: dataset.owner,
      title: ownerName,
      type: 'organization',
      state: 'active',
      is_organization: true,
    },
    groups: [{ id: dataset.theme.toLowerCase(), name: dataset.theme.toLowerCase(), title: dataset.theme }],
    tags: dataset.keywords.vi.map((word) => ({
      id: slugOf(word),
      name: word,
      display_name: word,
      state: 'active',
      vocabulary_id: null,
    })),
    extras: [
      { key: 'title_en', value: dataset.title.en },
      { key: 'update_frequency', value: dataset.frequency },
      { key: 'dcat', value: `${base}/dcat/datasets/${dataset.id}` },
    ],
    metadata_created: (dataset.openedAt ?? dataset.changedAt).replace('Z', ''),
    metadata_modified: modified,
    num_resources: resources.length,
    num_tags: dataset.keywords.vi.length,
    resources,
    relationships_as_subject: [],
    relationships_as_object: [],
  }
}

/** The fields by which packages are filtered and counted (`fq`, `facet.field`). */
const facetValues: Readonly<Record<string, (one: Package) => readonly string[]>> = {
  organization: (one) => [one.owner_org],
  owner_org: (one) => [one.owner_org],
  groups: (one) => one.groups.map(({ name }) => name),
  tags: (one) => one.tags.map(({ name }) => name),
  res_format: (one) => one.resources.map(({ format }) => format),
  license_id: (one) => [one.license_id],
  name: (one) => [one.name],
  title: (one) => [one.title],
  id: (one) => [one.id],
  state: (one) => [one.state],
  type: (one) => [one.type],
  dataset_type: (one) => [one.type],
}

/** What `package_search` is asked. */
export type PackageSearch = {
  readonly q: string
  readonly fq: string
  readonly rows: number
  readonly start: number
  readonly sort: string
  readonly facets: readonly string[]
}

type Wrong = Refusal<'parameter-wrong'>
type Term = { readonly field: string | null; readonly text: string; readonly negated: boolean }

/**
 * Finds packages: all words of `q` and all terms of `fq` hold (`field:value`, `-field:value`, `field:"a b"`, `*:*`).
 * Words are compared without regard to case and marks. Refuses `parameter-wrong` for a field that there is not, and for
 * what of Solr's language is not understood: a filter is never left out in silence. House rule.
 */
export function searchPackages(packages: readonly Package[], ask: PackageSearch) {
  const terms: Term[] = []
  for (const [name, text] of [
    ['q', ask.q],
    ['fq', ask.fq],
  ] as const) {
    const read = readTerms(name, text)
    if ('refused' in read) return read
    terms.push(...read)
  }
  const unknown = ask.facets.find((field) => facetValues[field] === undefined)
  if (unknown !== undefined) return refuse('parameter-wrong', { parameter: 'facet.field' })
  const sorted = sortPackages(
    packages.filter((one) => terms.every((term) => matches(one, term))),
    ask.sort,
  )
  if ('refused' in sorted) return sorted
  return {
    count: sorted.length,
    sort: ask.sort,
    results: sorted.slice(ask.start, ask.start + ask.rows),
    facets: Object.fromEntries(ask.facets.map((field) => [field, countsOf(sorted, field)])),
    search_facets: Object.fromEntries(
      ask.facets.map((field) => [
        field,
        {
          title: field,
          items: Object.entries(countsOf(sorted, field)).map(([name, count]) => ({
            name,
            display_name: name,
            count,
          })),
        },
      ]),
    ),
  }
}

function readTerms(name: string, text: string): readonly Term[] | Wrong {
  const parts = text.match(/[+-]?(?:[\w.*]+:)?(?:"[^"]*"|\([^)]*\)|\S+)/g) ?? []
  const terms: Term[] = []
  for (const part of parts) {
    if (part === 'AND' || part === '*:*' || part === '+*:*') continue
    const [, sign = '', field, value = ''] = /^([+-]?)(?:([\w.]+):)?([\s\S]*)$/.exec(part) ?? []
    const bare = /^\((?:"([^"]*)"|([^\s()"]+))\)$/.exec(value)
    const text_ = bare ? (bare[1] ?? bare[2] ?? '') : value.replace(/^"(.*)"$/, '$1')
    if (part === 'OR' || part === 'NOT' || /[[\]{}()^~]/.test(text_))
      return refuse('parameter-wrong', { parameter: name })
    if (field !== undefined && facetValues[field] === undefined)
      return refuse('parameter-wrong', { parameter: name })
    terms.push({ field: field ?? null, text: text_, negated: sign === '-' })
  }
  return terms
}

function matches(one: Package, { field, text, negated }: Term): boolean {
  return holds(one, field, text) !== negated
}

function holds(one: Package, field: string | null, text: string): boolean {
  const wanted = foldVietnamese(text)
  if (field !== null && text === '*') return true
  if (field === null) return foldVietnamese(wordsIn(one)).includes(wanted.replaceAll('*', ''))
  const values = facetValues[field]?.(one) ?? []
  if (wanted.endsWith('*'))
    return values.some((value) => foldVietnamese(value).startsWith(wanted.slice(0, -1)))
  if (field === 'title') return values.some((value) => foldVietnamese(value).includes(wanted))
  return values.some((value) => foldVietnamese(value) === wanted)
}

function wordsIn(one: Package): string {
  return [
    one.name,
    one.title,
    one.notes,
    one.author,
    ...one.tags.map(({ name }) => name),
    ...one.extras.map(({ value }) => value),
  ].join(' ')
}

function countsOf(packages: readonly Package[], field: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of packages)
    for (const value of new Set(facetValues[field]?.(one) ?? [])) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function sortPackages(packages: readonly Package[], sort: string): readonly Package[] | Wrong {
  const [, field = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?/.exec(sort) ?? []
  const keys: Readonly<Record<string, (one: Package) => string>> = {
    name: (one) => one.name,
    title: (one) => foldVietnamese(one.title),
    title_string: (one) => foldVietnamese(one.title),
    metadata_modified: (one) => one.metadata_modified,
    metadata_created: (one) => one.metadata_created,
    score: () => '',
    relevance: () => '',
  }
  const key = keys[field]
  if (!key) return refuse('parameter-wrong', { parameter: 'sort' })
  const sign = direction === 'desc' ? -1 : 1
  return packages.toSorted((a, b) => sign * inOrder(key(a), key(b)) || inOrder(a.name, b.name))
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
