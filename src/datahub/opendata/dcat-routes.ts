import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Guard, type Route, route } from '#kit/io/http.ts'
import { refuse } from '#kit/values/refusal.ts'
import { type AgencyName, catalogueEntries } from './catalogue-entries.ts'
import { type CatalogueTitle, catalogueOf, datasetDocumentOf, dcatContext } from './rules/dcat.ts'
import { pageOf } from './rules/html.ts'
import { wordOf } from './rules/words.ts'
import { baseOf, sendPage, wordsFor } from './serve.ts'
import { toTurtle } from './write-turtle.ts'

const tag = 'dcat'
type Ports = { readonly anyone: Guard<unknown>; readonly agencyName: AgencyName }
type Form = 'jsonld' | 'ttl' | 'html'
const refusals = { 'dataset-unknown': 404, 'format-unknown': 404 } as const

/** The open datasets as a DCAT-AP 3 catalogue: by content negotiation, or by ending (.ttl, .jsonld). */
export function dcatRoutes(ports: Ports): Route[] {
  return [
    catalogueRoute(ports, '//dcat', undefined),
    catalogueRoute(ports, '//dcat.ttl', 'ttl'),
    catalogueRoute(ports, '//dcat.jsonld', 'jsonld'),
    catalogueRoute(ports, '//dcat/catalog.ttl', 'ttl'),
    catalogueRoute(ports, '//dcat/catalog.jsonld', 'jsonld'),
    route({
      method: 'GET',
      path: '//dcat/datasets/:name',
      summary: 'One open dataset in DCAT-AP 3; .ttl or .jsonld after the name choose the form',
      tag,
      who: ports.anyone,
      params: Type.Object({ name: Type.String({ maxLength: 80 }) }),
      async handle(ctx, { request, reply, params }) {
        const [, id = '', ending] = /^([^.]*)(?:\.(.*))?$/.exec(params.name) ?? []
        if (ending !== undefined && ending !== 'ttl' && ending !== 'jsonld')
          return refuse('format-unknown', { format: ending })
        const entry = (await catalogueEntries(ctx, ports.agencyName)).find(
          ({ opened }) => opened.dataset.id === id,
        )
        if (!entry) return refuse('dataset-unknown', { dataset: id })
        const form = ending ?? formFor(request)
        if (form === 'html') return reply.redirect(`/du-lieu-mo/${id}`)
        return send(reply, datasetDocumentOf(entry, baseOf(request)), form)
      },
      refusals,
    }),
  ]
}

function catalogueRoute({ anyone, agencyName }: Ports, path: string, fixed: Form | undefined): Route {
  return route({
    method: 'GET',
    path,
    summary: `The catalogue of open data in DCAT-AP 3 (${fixed ?? 'JSON-LD, Turtle or HTML by Accept'})`,
    tag,
    who: anyone,
    async handle(ctx, { request, reply }) {
      const entries = await catalogueEntries(ctx, agencyName)
      const base = baseOf(request)
      const form = fixed ?? formFor(request)
      if (form !== 'html') return send(reply, catalogueOf(entries, base, titleOfCatalogue()), form)
      const lang = wordsFor(request)
      return sendPage(
        reply,
        pageOf(wordOf('label.page.dcat', lang), lang, [
          { kind: 'text', text: wordOf('label.page.about', lang) },
          {
            kind: 'links',
            links: [
              { href: `${base}/dcat.jsonld`, text: 'JSON-LD' },
              { href: `${base}/dcat.ttl`, text: 'Turtle' },
            ],
          },
          {
            kind: 'table',
            caption: wordOf('label.page.collections', lang),
            head: [
              wordOf('label.page.title', lang),
              wordOf('label.page.description', lang),
              wordOf('label.page.owner', lang),
              wordOf('label.page.updated', lang),
            ],
            rows: entries.map(({ opened: { dataset }, ownerName, lastWriteAt }) => [
              dataset.title[lang],
              dataset.description[lang],
              ownerName,
              lastWriteAt ?? '',
            ]),
          },
        ]),
      )
    },
    refusals,
  })
}

function titleOfCatalogue(): CatalogueTitle {
  const both = (name: Parameters<typeof wordOf>[0]) => ({ vi: wordOf(name, 'vi'), en: wordOf(name, 'en') })
  return {
    title: both('label.page.dcat'),
    description: both('label.page.about'),
    publisher: wordOf('label.publisher', 'vi'),
  }
}

/** The form that is asked for: the first of the known ones by weight; JSON-LD when none is named. */
function formFor(request: FastifyRequest): Form {
  const forms: Readonly<Record<string, Form>> = {
    'text/turtle': 'ttl',
    'application/ld+json': 'jsonld',
    'application/json': 'jsonld',
    'text/html': 'html',
  }
  const wanted = (request.headers.accept ?? '')
    .split(',')
    .map((part) => {
      const [type = '', weight] = part.trim().split(/;\s*q=/)
      return { form: forms[type.trim()], weight: Number(weight ?? 1) }
    })
    .filter(({ form, weight }) => form !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return wanted[0]?.form ?? 'jsonld'
}

async function send(
  reply: FastifyReply,
  document: { readonly '@context': unknown; readonly '@graph': unknown },
  form: 'jsonld' | 'ttl',
): Promise<FastifyReply> {
  reply.header('vary', 'accept, accept-encoding')
  if (form === 'ttl')
    return reply.type('text/turtle; charset=utf-8').send(await toTurtle(document, dcatContext))
  return reply.type('application/ld+json; charset=utf-8').serializer(JSON.stringify).send(document)
}
