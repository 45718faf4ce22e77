import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '#kit/io/context.ts'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { DatasetReader } from '../sharing/public.ts'
import { type AgencyName, catalogueEntries } from './catalogue-entries.ts'
import { type ActionAnswer, countOf, faultOf, type Given, missing, wrong } from './ckan-answers.ts'
import { searchDatastore } from './ckan-datastore.ts'
import { type Package, packageOf, searchPackages, slugOf } from './rules/ckan.ts'
import { licences } from './rules/licences.ts'
import { baseOf, sendJson, serve } from './serve.ts'

type Ports = { readonly anyone: Guard<unknown>; readonly agencyName: AgencyName }
type Asked = {
  readonly ctx: Context
  readonly given: Given
  readonly packages: readonly Package[]
  readonly request: FastifyRequest
  readonly reader: DatasetReader
}

/** What CKAN answers, by action. Only reads. */
const actions: Readonly<Record<string, (asked: Asked) => Promise<ActionAnswer> | ActionAnswer>> = {
  package_list: ({ packages, given }) => ({
    result: paged(
      packages.map(({ name }) => name),
      given,
    ),
  }),
  package_show: ({ packages, given }) => showOf(packages, given),
  package_search: ({ packages, given }) => searchOf(packages, given),
  current_package_list_with_resources: ({ packages, given }) => ({ result: paged(packages, given) }),
  resource_show({ packages, given }) {
    const found = packages.flatMap(({ resources }) => resources).find(({ id }) => id === given.id)
    return found ? { result: found } : missing()
  },
  organization_list: ({ packages, given }) => ({ result: listOf(organizations(packages), given) }),
  organization_show: ({ packages, given }) => oneOf(organizations(packages), given),
  group_list: ({ packages, given }) => ({ result: listOf(groups(packages), given) }),
  group_show: ({ packages, given }) => oneOf(groups(packages), given),
  tag_list: ({ packages }) => ({
    result: [...new Set(packages.flatMap(({ tags }) => tags.map(({ name }) => name)))].sort(),
  }),
  license_list: () => ({
    result: Object.entries(licences).map(([id, { title, url, open }]) => ({
      id,
      title,
      url,
      status: 'active',
      is_okd_compliant: open,
      od_conformance: open ? 'approved' : 'not reviewed',
      domain_data: true,
    })),
  }),
  status_show: ({ request }) => ({
    result: {
      ckan_version: '2.10.4',
      site_url: baseOf(request),
      site_title: 'Kinh Bắc',
      site_description: '',
      locale_default: 'vi',
      extensions: ['datastore'],
    },
  }),
  datastore_search: ({ ctx, given, reader }) => searchDatastore(ctx, given, reader),
}

/** The reads of CKAN's action API 3 over the open datasets, by GET and POST, with CKAN's envelopes. */
export function ckanRoutes({ anyone, agencyName }: Ports): Route[] {
  const methods = ['GET', 'POST'] as const
  return methods.map((method) =>
    route({
      method,
      path: '//ckan/api/3/action/:action',
      summary: `CKAN action API: ${Object.keys(actions).join(', ')}`,
      tag: 'ckan',
      who: anyone,
      params: Type.Object({ action: Type.String({ maxLength: 80 }) }),
      handle: (ctx, { params, request, reply }) => answer(ctx, params.action, request, reply, agencyName),
      refusals: {},
    }),
  )
}

async function answer(
  ctx: Context,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
  agencyName: AgencyName,
): Promise<FastifyReply> {
  const act = Object.hasOwn(actions, name) ? actions[name] : undefined
  const help = `${baseOf(request)}/ckan/api/3/action/help_show?name=${encodeURIComponent(name)}`
  if (!act) return send(reply, help, missing(`Action name not known: ${name}`))
  const served = await serve(ctx, request, reply, 'ckan')
  if (isRefused(served)) return send(reply, help, { fault: 'Authorization Error', message: served.refused })
  // Rows are read without the catalogue around them.
  const entries = name === 'datastore_search' ? [] : await catalogueEntries(ctx, agencyName)
  const packages = entries.map((entry) => packageOf(entry, baseOf(request)))
  const answered = await act({ ctx, given: givenOf(request), packages, request, reader: served.reader })
  if ('result' in answered) served.tally.rows = answered.rows ?? 0
  return send(reply, help, answered)
}

const statuses = { 'Not Found Error': 404, 'Validation Error': 409, 'Authorization Error': 403 } as const

function send(reply: FastifyReply, help: string, answered: ActionAnswer): FastifyReply {
  if ('result' in answered)
    return sendJson(reply, 'application/json;charset=utf-8', { help, success: true, result: answered.result })
  const error = { __type: answered.fault, message: answered.message }
  return sendJson(reply.code(statuses[answered.fault]), 'application/json;charset=utf-8', {
    help,
    success: false,
    error,
  })
}

function givenOf(request: FastifyRequest): Given {
  const body = typeof request.body === 'object' && request.body !== null ? request.body : {}
  return { ...(request.query as Given), ...body }
}

function paged<One>(all: readonly One[], given: Given): readonly One[] {
  const offset = countOf(given.offset, 0, 1e9) ?? 0
  return all.slice(offset, offset + (countOf(given.limit, 1_000, 1_000) ?? 1_000))
}

function showOf(packages: readonly Package[], given: Given): ActionAnswer {
  const id = given.id ?? given.name_or_id
  if (typeof id !== 'string') return wrong('id: Missing value')
  const found = packages.find((one) => one.id === id)
  return found ? { result: found } : missing()
}

function searchOf(packages: readonly Package[], given: Given): ActionAnswer {
  const rows = countOf(given.rows, 10, 1_000)
  const start = countOf(given.start, 0, 1e9)
  if (rows === undefined) return wrong('rows: Invalid integer')
  if (start === undefined) return wrong('start: Invalid integer')
  const facets = facetsOf(given)
  if (facets === undefined) return wrong('facet.field: Invalid list')
  const found = searchPackages(packages, {
    q: String(given.q ?? ''),
    fq: [given.fq, given.fq_list]
      .flat()
      .filter((each) => each !== undefined)
      .join(' '),
    rows,
    start,
    sort: String(given.sort ?? 'score desc, metadata_modified desc'),
    facets,
  })
  return isRefused(found) ? faultOf(found) : { result: found }
}

function facetsOf(given: Given): readonly string[] | undefined {
  const asked = given['facet.field']
  if (asked === undefined || given.facet === 'false') return []
  if (Array.isArray(asked)) return asked.map(String)
  try {
    const list: unknown = JSON.parse(String(asked))
    return Array.isArray(list) ? list.map(String) : undefined
  } catch {
    return undefined
  }
}

type Collected = { readonly name: string; readonly title: string; readonly package_count: number }

function organizations(packages: readonly Package[]) {
  return collect(packages, ({ organization }) => [organization])
}

function groups(packages: readonly Package[]) {
  return collect(packages, (one) => one.groups)
}

function collect(
  packages: readonly Package[],
  of: (one: Package) => readonly { readonly name: string; readonly title: string }[],
) {
  const found = new Map<string, Collected & { readonly packages: Package[] }>()
  for (const one of packages)
    for (const { name, title } of of(one)) {
      const packages_ = [...(found.get(name)?.packages ?? []), one]
      found.set(name, { name, title, package_count: packages_.length, packages: packages_ })
    }
  return [...found.values()]
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((each) => ({ id: each.name, display_name: each.title, state: 'active', ...each }))
}

type Collection = ReturnType<typeof collect>

function listOf(all: Collection, given: Given): unknown {
  if (String(given.all_fields) !== 'true') return all.map(({ name }) => name)
  return all.map(({ packages: _, ...told }) => told)
}

function oneOf(all: Collection, given: Given): ActionAnswer {
  if (typeof given.id !== 'string') return wrong('id: Missing value')
  const found = all.find(({ name }) => name === slugOf(String(given.id)) || name === given.id)
  return found ? { result: found } : missing()
}
