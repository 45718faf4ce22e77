import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { AttributePath, Condition, Operand } from '../../registry/contract.ts'
import { type CompiledContext, coreContext } from './compile-context.ts'
import { readMoment } from './literals.ts'
import { type Scanner, scan } from './q-scanner.ts'
import { compactName, expandName } from './stored-names.ts'

type Fault = Refusal<'q-unreadable'>
type Compare = Extract<Condition, { kind: 'compare' }>
type Comparator = Compare['comparator']

/** How names in a query are meant: under which context, and of which attributes the values are names, too. */
export type QueryReading = {
  readonly context: CompiledContext
  /** Attributes whose text values are terms of the context (`expandValues`). */
  readonly expandValues?: readonly string[]
}

/**
 * Reads the query language of the standard (clause 4.9): `;` and, `|` or, brackets, `==`, `!=`, orders, ranges `a..b`,
 * lists `a,b`, patterns `~=` and `!~=`, existence, sub-attributes `a.b`, members `a[b.c]`. `;` binds tighter than `|`.
 * @example parseQ('pm25>35;(status=="open"|!~="x")') // refused: an attribute must stand before the sign
 */
export function parseQ(text: string, reading: QueryReading = { context: coreContext }): Condition | Fault {
  const scanner = scan(text)
  const condition = readAny(scanner, reading, 0)
  if ('refused' in condition) return condition
  return scanner.ended() ? condition : unreadable(scanner)
}

function unreadable(scanner: Scanner): Fault {
  return refuse('q-unreadable', { position: scanner.position() + 1, near: scanner.peek(20) || '∎' })
}

/** Brackets nest no deeper than a person can read; a machine's attack ends here. */
const deepest = 50

function readAny(scanner: Scanner, reading: QueryReading, depth: number): Condition | Fault {
  return readJoined(scanner, '|', 'or', () =>
    readJoined(scanner, ';', 'and', () => readTerm(scanner, reading, depth)),
  )
}

function readJoined(
  scanner: Scanner,
  sign: string,
  kind: 'and' | 'or',
  read: () => Condition | Fault,
): Condition | Fault {
  const of: Condition[] = []
  do {
    const one = read()
    if ('refused' in one) return one
    of.push(one)
  } while (scanner.take(sign))
  const [only] = of
  return only !== undefined && of.length === 1 ? only : { kind, of }
}

function readTerm(scanner: Scanner, reading: QueryReading, depth: number): Condition | Fault {
  if (scanner.take('(')) {
    if (depth >= deepest) return unreadable(scanner)
    const inner = readAny(scanner, reading, depth + 1)
    if ('refused' in inner) return inner
    return scanner.take(')') ? inner : unreadable(scanner)
  }
  const path = readPath(scanner, reading.context)
  if ('refused' in path) return path
  const comparator = readComparator(scanner)
  return comparator === undefined
    ? { kind: 'exists', path }
    : readComparison(scanner, path, comparator, reading)
}

const comparators: readonly Comparator[] = ['!~=', '==', '!=', '>=', '<=', '~=', '>', '<']

function readComparator(scanner: Scanner): Comparator | undefined {
  return comparators.find((sign) => scanner.take(sign))
}

/** A path of attribute, sub-attributes and members of the value. */
export function readPath(scanner: Scanner, context: CompiledContext): AttributePath | Fault {
  const names: string[] = []
  do {
    const name = scanner.match(/[A-Za-z][A-Za-z0-9+-]*:\/\/[^\s;|()[\]=!<>~,"]+|[\p{L}_][\p{L}\p{N}_:#/-]*/u)
    if (!name) return unreadable(scanner)
    names.push(name[0])
  } while (scanner.take('.'))
  const [attribute = '', ...subs] = names.map((name) => expandName(name, context))
  if (!scanner.take('[')) return { attribute, subs, trail: [] }
  const trail = scanner.match(/[^\]\s[]+/)
  if (!trail || !scanner.take(']')) return unreadable(scanner)
  return { attribute, subs, trail: trail[0].split('.') }
}

function readComparison(
  scanner: Scanner,
  path: AttributePath,
  comparator: Comparator,
  reading: QueryReading,
): Condition | Fault {
  if (comparator === '~=' || comparator === '!~=') {
    const pattern = readPattern(scanner)
    if (pattern === undefined) return unreadable(scanner)
    return { kind: 'compare', path, comparator, operands: [{ kind: 'text', value: pattern }] }
  }
  const first = readOperand(scanner, path, reading)
  if (first === undefined) return unreadable(scanner)
  const several = comparator === '==' || comparator === '!='
  if (several && scanner.take('..')) {
    const high = readOperand(scanner, path, reading)
    if (high === undefined) return unreadable(scanner)
    return { kind: 'between', path, low: first, high, negated: comparator === '!=' }
  }
  const operands = [first]
  while (several && scanner.take(',')) {
    const next = readOperand(scanner, path, reading)
    if (next === undefined) return unreadable(scanner)
    operands.push(next)
  }
  return { kind: 'compare', path, comparator, operands }
}

const quoted = /"(?:[^"\\]|\\.)*"/

/** A pattern, in quotes or bare up to the next `;`, `|` or bracket that it did not open. */
function readPattern(scanner: Scanner): string | undefined {
  const text = scanner.match(quoted)
  if (text) return unquote(text[0])
  let pattern = ''
  for (let depth = 0; !scanner.ended(); ) {
    const sign = scanner.peek()
    if (depth === 0 && (sign === ';' || sign === '|' || sign === ')')) break
    if (sign === '(') depth++
    if (sign === ')') depth--
    const part = scanner.match(/\\.|./su)
    if (!part) break
    pattern += part[0]
  }
  return pattern === '' ? undefined : pattern
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return text.slice(1, -1).replace(/\\"/g, '"') // a backslash of a pattern (`\d`) is not JSON's
  }
}

function readOperand(scanner: Scanner, path: AttributePath, reading: QueryReading): Operand | undefined {
  const text = scanner.match(quoted)
  if (text) return ofText(unquote(text[0]), path, reading)
  const number = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=\.\.|[;|),]|$)/)
  if (number) return { kind: 'number', value: Number(number[0]) }
  const bare = scanner.match(/(?:(?!\.\.)[^\s;|(),"])+/u)?.[0]
  if (bare === undefined) return undefined
  if (bare === 'true' || bare === 'false') return { kind: 'boolean', value: bare === 'true' }
  const moment = readMoment(bare)
  if (moment) return { kind: 'moment', value: moment.iso }
  if (/^\d{4}-\d{2}-\d{2}$/.test(bare) || /^\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?$/.test(bare))
    return { kind: 'moment', value: bare }
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(bare)) return { kind: 'iri', value: bare }
  return undefined
}

function ofText(
  text: string | undefined,
  { attribute }: AttributePath,
  { context, expandValues }: QueryReading,
): Operand | undefined {
  if (text === undefined) return undefined
  const isTerm = expandValues?.some((name) => expandName(name, context) === attribute)
  return { kind: 'text', value: isTerm ? expandName(text, context) : text }
}

/** A condition as text of the query language; undefined where it has no sign for it (search by words). */
export function printQ(condition: Condition, context: CompiledContext = coreContext): string | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return printJoined(condition.kind, condition.of, context)
    case 'exists':
      return printPath(condition.path, context)
    case 'between': {
      const { path, low, high, negated } = condition
      return `${printPath(path, context)}${negated ? '!=' : '=='}${printOperand(low)}..${printOperand(high)}`
    }
    case 'compare': {
      const { path, comparator, operands } = condition
      return `${printPath(path, context)}${comparator}${operands.map(printOperand).join(',')}`
    }
    case 'words':
      return undefined
  }
}

function printJoined(
  kind: 'and' | 'or',
  of: readonly Condition[],
  context: CompiledContext,
): string | undefined {
  const parts = of.map((one) => {
    const text = printQ(one, context)
    return one.kind === 'and' || one.kind === 'or' ? text && `(${text})` : text
  })
  return parts.includes(undefined) ? undefined : parts.join(kind === 'and' ? ';' : '|')
}

function printPath({ attribute, subs, trail }: AttributePath, context: CompiledContext): string {
  const names = [attribute, ...subs].map((name) => compactName(name, context)).join('.')
  return trail.length === 0 ? names : `${names}[${trail.join('.')}]`
}

function printOperand({ kind, value }: Operand): string {
  return kind === 'text' ? JSON.stringify(value) : String(value)
}
