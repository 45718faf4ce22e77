/** A JSON Schema, an operation, a document: what OpenAPI is made of. */
type Tree = { readonly [key: string]: unknown }

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/**
 * What callers of the old document would find broken in the new one, one sentence each: a path, operation, answer
 * or field that is gone or of another type, an input that is newly required, a choice that is narrower. What is
 * added does not break.
 */
export function breakingChanges(before: unknown, after: unknown): string[] {
  return Object.entries(branch(branch(before).paths)).flatMap(([path, operations]) => {
    const now = branch(branch(branch(after).paths)[path])
    if (!(path in branch(branch(after).paths))) return [`${path} is gone`]
    return methods
      .filter((method) => method in branch(operations))
      .flatMap((method) => {
        const name = `${method.toUpperCase()} ${path}`
        if (!(method in now)) return [`${name} is gone`]
        return operationChanges(name, branch(branch(operations)[method]), branch(now[method]), {
          before: branch(before),
          after: branch(after),
        })
      })
  })
}

type Documents = { readonly before: Tree; readonly after: Tree }
type Direction = 'input' | 'output'

function operationChanges(name: string, old: Tree, now: Tree, documents: Documents): string[] {
  return [
    ...parameterChanges(name, list(old.parameters), list(now.parameters), documents),
    ...bodyChanges(name, branch(old.requestBody), branch(now.requestBody), documents),
    ...answerChanges(name, branch(old.responses), branch(now.responses), documents),
  ]
}

function parameterChanges(
  name: string,
  old: readonly Tree[],
  now: readonly Tree[],
  documents: Documents,
): string[] {
  const same = (one: Tree) => (other: Tree) => one.name === other.name && one.in === other.in
  const added = now.filter((one) => one.required === true && old.find(same(one))?.required !== true)
  return [
    ...added.map((one) => `${name}: ${String(one.in)} ${String(one.name)} is newly required`),
    ...old.flatMap((one) => {
      const what = `${name}: ${String(one.in)} ${String(one.name)}`
      const other = now.find(same(one))
      if (!other) return [`${what} is gone`]
      return schemaChanges(what, branch(one.schema), branch(other.schema), 'input', documents)
    }),
  ]
}

function bodyChanges(name: string, old: Tree, now: Tree, documents: Documents): string[] {
  const required = now.required === true && old.required !== true ? [`${name}: a body is newly required`] : []
  return [
    ...required,
    ...contentChanges(`${name}: body`, branch(old.content), branch(now.content), 'input', documents),
  ]
}

function answerChanges(name: string, old: Tree, now: Tree, documents: Documents): string[] {
  return Object.entries(old).flatMap(([status, answer]) =>
    status in now
      ? contentChanges(
          `${name}: answer ${status}`,
          branch(branch(answer).content),
          branch(branch(now[status]).content),
          'output',
          documents,
        )
      : [`${name}: answer ${status} is gone`],
  )
}

function contentChanges(
  what: string,
  old: Tree,
  now: Tree,
  direction: Direction,
  documents: Documents,
): string[] {
  return Object.entries(old).flatMap(([type, media]) =>
    type in now
      ? schemaChanges(
          what,
          branch(branch(media).schema),
          branch(branch(now[type]).schema),
          direction,
          documents,
        )
      : [`${what}: ${type} is gone`],
  )
}

function schemaChanges(
  what: string,
  before: Tree,
  after: Tree,
  direction: Direction,
  documents: Documents,
): string[] {
  const old = followed(before, documents.before)
  const now = followed(after, documents.after)
  if (old === now || JSON.stringify(old) === JSON.stringify(now)) return []
  return [
    ...typeChanges(what, old, now, direction),
    ...choiceChanges(what, old, now, direction),
    ...fieldChanges(what, old, now, direction, documents),
    ...(old.items && now.items
      ? schemaChanges(`${what}[]`, branch(old.items), branch(now.items), direction, documents)
      : []),
  ]
}

/** An input may become wider, an answer narrower; the other way round breaks. */
function typeChanges(what: string, old: Tree, now: Tree, direction: Direction): string[] {
  const [from, to] = [typesOf(old), typesOf(now)]
  if (from.length === 0 || to.length === 0) return []
  const lost =
    direction === 'input'
      ? from.filter((type) => !to.includes(type))
      : to.filter((type) => !from.includes(type))
  return lost.length === 0 ? [] : [`${what} was ${from.join(' or ')} and is ${to.join(' or ')}`]
}

function choiceChanges(what: string, old: Tree, now: Tree, direction: Direction): string[] {
  const [from, to] = [choicesOf(old), choicesOf(now)]
  if (direction === 'input') {
    if (to.length === 0) return []
    if (from.length === 0) return [`${what} took anything and takes only ${to.join(', ')}`]
    return from.filter((choice) => !to.includes(choice)).map((choice) => `${what} no longer takes ${choice}`)
  }
  if (from.length === 0) return []
  return to.filter((choice) => !from.includes(choice)).map((choice) => `${what} may now be ${choice}`)
}

function fieldChanges(
  what: string,
  old: Tree,
  now: Tree,
  direction: Direction,
  documents: Documents,
): string[] {
  const [from, to] = [branch(old.properties), branch(now.properties)]
  const [needed, neededNow] = [texts(old.required), texts(now.required)]
  const newlyNeeded = direction === 'input' ? neededNow.filter((field) => !needed.includes(field)) : []
  const noLongerSure =
    direction === 'output' ? needed.filter((field) => field in to && !neededNow.includes(field)) : []
  return [
    ...newlyNeeded.map((field) => `${what}.${field} is newly required`),
    ...noLongerSure.map((field) => `${what}.${field} may now be missing`),
    ...Object.entries(from).flatMap(([field, schema]) =>
      field in to
        ? schemaChanges(`${what}.${field}`, branch(schema), branch(to[field]), direction, documents)
        : [`${what}.${field} is gone`],
    ),
  ]
}

/** Where a schema points to a named one, that one. Names are followed once: a schema may hold itself. */
function followed(schema: Tree, document: Tree): Tree {
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#/')) return schema
  return schema.$ref
    .slice(2)
    .split('/')
    .reduce<Tree>((at, key) => branch(at[key.replaceAll('~1', '/').replaceAll('~0', '~')]), document)
}

function typesOf(schema: Tree): string[] {
  const inner = list(schema.anyOf ?? schema.oneOf)
  if (inner.length > 0) return [...new Set(inner.flatMap(typesOf))]
  if (typeof schema.type === 'string') return [schema.type]
  return texts(schema.type)
}

function choicesOf(schema: Tree): string[] {
  if ('const' in schema) return [JSON.stringify(schema.const)]
  if (Array.isArray(schema.enum)) return schema.enum.map((choice) => JSON.stringify(choice))
  const inner = list(schema.anyOf ?? schema.oneOf)
  return inner.length > 0 && inner.every((one) => choicesOf(one).length > 0) ? inner.flatMap(choicesOf) : []
}

function branch(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {}
}

function list(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.map(branch) : []
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
