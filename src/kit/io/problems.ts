import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { Type } from 'typebox'
import type { TValidationError } from 'typebox/error'
import { Locale } from 'typebox/system'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { MessageLang } from './messages.ts'

/** What every "no" of the API looks like (RFC 9457), sent as application/problem+json. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A name for the kind of problem: urn:kinh-bac:refusal:<code>.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({
      description: 'One sentence in the language of Accept-Language, Vietnamese by default.',
    }),
    code: Type.String({ description: 'The refusal, for programs.' }),
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    reference: Type.String({ description: 'Names this request in the log; quote it when asking for help.' }),
  },
  { description: 'A refusal, with the facts that explain it.' },
)

/** Says a refusal in a language. */
export type Say = (refusal: Refusal, lang: MessageLang) => string

/** How a standard's own API below an address writes a refusal, where it may not be as everywhere else. */
export type Dialect = {
  /** Addresses that begin with it: `/ngsi-ld/`. */
  readonly prefix: string
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    refusal: Refusal,
    sentence: string,
  ): FastifyReply
}

const dialects = new WeakMap<object, readonly Dialect[]>()

/** Tells a server the dialects of its APIs. */
export function setDialects(server: object, spoken: readonly Dialect[]): void {
  dialects.set(server, spoken)
}

function dialectOf(request: FastifyRequest): Dialect | undefined {
  return dialects.get(request.server)?.find(({ prefix }) => request.url.startsWith(prefix))
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

/** Answers a request with a refusal. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  say: Say,
  status: number,
  refusal: Refusal,
): FastifyReply {
  if (status === 503) reply.header('retry-after', '2')
  const dialect = dialectOf(request)
  if (dialect) return dialect.send(request, reply, status, refusal, say(refusal, langOf(request)))
  if (wantsPage(request)) return sendPage(request, reply, say, status, refusal)
  const lang = langOf(request)
  const problem = {
    type: `urn:kinh-bac:refusal:${refusal.refused}`,
    title: titles[status] ?? 'Refused',
    status,
    detail: say(refusal, lang),
    code: refusal.refused,
    facts: refusal.facts,
    reference: request.id,
  }
  return reply
    .code(status)
    .header('content-language', lang)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problem)
}

/** Whether a person looks at a page, rather than a program at the API. */
function wantsPage(request: FastifyRequest): boolean {
  const { accept } = request.headers
  return !request.url.startsWith('/api/') && accept !== undefined && accept.includes('text/html')
}

/** The bare page for when the real ones cannot be made. The texts are our own; facts may not be, so all is escaped. */
function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  say: Say,
  status: number,
  refusal: Refusal,
): FastifyReply {
  const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const [vi, en] = [escaped(say(refusal, 'vi')), escaped(say(refusal, 'en'))]
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>Kinh Bắc</title><body style="font:1.1rem/1.6 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem">` +
        `<p>${vi}</p><p lang="en">${en}</p><p>${request.id}</p></body></html>`,
    )
}

/** The language a request asks for; Vietnamese unless English is preferred. */
export function langOf(request: FastifyRequest): MessageLang {
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part, index) => {
      const [tag = '', weight] = part.trim().split(/;\s*q=/)
      return { lang: tag.slice(0, 2).toLowerCase(), weight: Number(weight ?? 1) - index / 1_000 }
    })
    .filter(({ lang, weight }) => (lang === 'vi' || lang === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return wanted[0]?.lang === 'en' ? 'en' : 'vi'
}

/** The first thing that is wrong with a request, named by its field. */
export function refusalOfValidation(error: FastifyError, lang: MessageLang): Refusal {
  const all = meantErrors(error.validation ?? [])
  const found =
    all.find(({ keyword }) => keyword === 'required' || keyword === 'additionalProperties') ?? all[0]
  const params = (found?.params ?? {}) as Readonly<Record<string, unknown>>
  const path = (found?.instancePath ?? '').slice(1).replaceAll('/', '.')
  const within = (name: unknown) => [path, String(name)].filter((part) => part !== '').join('.')
  if (found?.keyword === 'required')
    return refuse('input-missing', { field: within(first(params.requiredProperties)) })
  if (found?.keyword === 'additionalProperties')
    return refuse('input-unknown', { field: within(first(params.additionalProperties)) })
  const reason = found ? inWords(found, lang) : error.message
  return refuse('input-invalid', { field: path || (error.validationContext ?? ''), reason })
}

/**
 * Of a choice between shapes, only the errors of the shape that was meant: the one whose constants fit. An
 * error in the choice itself is told only where no shape fits.
 */
function meantErrors(all: readonly FastifySchemaValidationError[]): readonly FastifySchemaValidationError[] {
  const branchOf = ({ schemaPath }: FastifySchemaValidationError) => /^.*?\/anyOf\/\d+/.exec(schemaPath)?.[0]
  const wrong = new Set(all.filter(({ keyword }) => keyword === 'const').map(branchOf))
  const meant = all.filter((error) => {
    const branch = branchOf(error)
    return error.keyword !== 'anyOf' && (branch === undefined || !wrong.has(branch))
  })
  const choices = all.filter(({ keyword }) => keyword === 'const')
  return meant.length > 0 ? meant : choices.length > 0 ? choices : all
}

function inWords(found: FastifySchemaValidationError, lang: MessageLang): string {
  return (lang === 'vi' ? Locale.vi_VN : Locale.en_US)(found as unknown as TValidationError)
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : list
}
