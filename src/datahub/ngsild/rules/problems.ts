/**
 * The status of each refusal of the API (ETSI GS CIM 009 clauses 5.5.2 and 6.3.2). What is not in it is 400.
 * Registry and sharing refuse with codes of their own; they stand here, too.
 */
export const statuses: Readonly<Record<string, number>> = {
  'sign-in-required': 401,
  'key-unknown': 401,
  'agreement-not-begun': 403,
  'agreement-suspended': 403,
  'agreement-expired': 403,
  'agreement-revoked': 403,
  'rate-exceeded': 429,
  'no-right-to-write': 403,
  'write-outside-rights': 403,
  'attribute-masked': 403,
  'entity-unknown': 404,
  'attribute-unknown': 404,
  'attribute-exists': 409,
  'entity-exists': 409,
  'entity-moved': 409,
  'type-not-found': 404,
  'context-not-found': 404,
  'instance-not-found': 404,
  'subscription-not-found': 404,
  'subscription-exists': 409,
  'tenant-unknown': 404,
  'operation-unknown': 404,
  'method-not-allowed': 405,
  'media-type-not-acceptable': 406,
  'media-type-not-taken': 415,
  'too-many-results': 403,
  'query-too-complex': 403,
  'operation-not-supported': 501,
  'context-not-available': 503,
}

/** The status of a refusal's code. House rule after clause 6.3.2. */
export function statusOf(code: string): number {
  return statuses[code] ?? 400
}

const errors = 'https://uri.etsi.org/ngsi-ld/errors/'

const byCode: Readonly<Record<string, string>> = {
  'request-unreadable': 'InvalidRequest',
  'media-type-not-taken': 'InvalidRequest',
  'media-type-not-acceptable': 'InvalidRequest',
  'method-not-allowed': 'InvalidRequest',
  'tenant-unknown': 'NonexistentTenant',
  'too-many-results': 'TooManyResults',
  'query-too-complex': 'TooComplexQuery',
}

const byStatus: Readonly<Record<number, readonly [type: string, title: string]>> = {
  400: ['BadRequestData', 'Bad Request'],
  404: ['ResourceNotFound', 'Not Found'],
  405: ['InvalidRequest', 'Method Not Allowed'],
  406: ['InvalidRequest', 'Not Acceptable'],
  409: ['AlreadyExists', 'Conflict'],
  413: ['InvalidRequest', 'Content Too Large'],
  415: ['InvalidRequest', 'Unsupported Media Type'],
  500: ['InternalError', 'Internal Server Error'],
  501: ['OperationNotSupported', 'Not Implemented'],
  503: ['LdContextNotAvailable', 'Service Unavailable'],
}

/**
 * The type and title of a "no" (clause 5.5.2). Refusals of rights have no type in the standard and carry our own.
 */
export function problemOf(code: string, status: number): { readonly type: string; readonly title: string } {
  const [type, title] = byStatus[status] ?? [undefined, titles[status] ?? 'Refused']
  const named = byCode[code] ?? (status === 503 && code !== 'context-not-available' ? 'InternalError' : type)
  return { type: named === undefined ? `urn:kinh-bac:refusal:${code}` : errors + named, title }
}

const titles: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
  507: 'Insufficient Storage',
}
