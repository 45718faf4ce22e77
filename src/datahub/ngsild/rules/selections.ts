import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { ScopeSelection, TypeSelection } from '../../registry/contract.ts'
import type { CompiledContext } from './compile-context.ts'
import { type Scanner, scan } from './q-scanner.ts'
import { expandName } from './stored-names.ts'

type Joined<Leaf> = Leaf | { readonly kind: 'any' | 'all'; readonly of: readonly Joined<Leaf>[] }

/** Reads a type selection (clause 4.17): `A`, `A,B` and `A|B` any of them, `(A;B)` all of them. */
export function parseTypes(
  text: string,
  context: CompiledContext,
): TypeSelection | Refusal<'selection-unreadable'> {
  const leaf = (scanner: Scanner): TypeSelection | undefined => {
    const name = scanner.match(/[^\s;|(),"<>]+/u)
    return name && { kind: 'type', name: expandName(name[0], context) }
  }
  return readWhole<Extract<TypeSelection, { kind: 'type' }>>(text, leaf as never, 'type') as
    | TypeSelection
    | Refusal<'selection-unreadable'>
}

/** Reads a scope query (clause 4.19): `/A/B`, one level `/A/+`, and below `/A/#`, joined as types are. */
export function parseScopes(text: string): ScopeSelection | Refusal<'selection-unreadable'> {
  const leaf = (scanner: Scanner): ScopeSelection | undefined => {
    const scope = scanner.match(/\/?(?:[\p{L}\p{N}_-]+|\+)(?:\/(?:[\p{L}\p{N}_-]+|\+))*(?:\/#)?|\/?#/u)?.[0]
    return scope === undefined
      ? undefined
      : { kind: 'scope', pattern: scope.startsWith('/') ? scope : `/${scope}` }
  }
  return readWhole<Extract<ScopeSelection, { kind: 'scope' }>>(text, leaf as never, 'scopeQ') as
    | ScopeSelection
    | Refusal<'selection-unreadable'>
}

function readWhole<Leaf>(
  text: string,
  leaf: (scanner: Scanner) => Leaf | undefined,
  name: string,
): Joined<Leaf> | Refusal<'selection-unreadable'> {
  const scanner = scan(text)
  const found = readAny(scanner, leaf, 0)
  return found !== undefined && scanner.ended()
    ? found
    : refuse('selection-unreadable', {
        name,
        position: scanner.position() + 1,
        near: scanner.peek(20) || '∎',
      })
}

function readAny<Leaf>(
  scanner: Scanner,
  leaf: (scanner: Scanner) => Leaf | undefined,
  depth: number,
): Joined<Leaf> | undefined {
  return readJoined(scanner, ['|', ','], 'any', () =>
    readJoined(scanner, [';'], 'all', () => {
      if (!scanner.take('(')) return leaf(scanner)
      const inner = depth < 50 ? readAny(scanner, leaf, depth + 1) : undefined
      return inner !== undefined && scanner.take(')') ? inner : undefined
    }),
  )
}

function readJoined<Leaf>(
  scanner: Scanner,
  signs: readonly string[],
  kind: 'any' | 'all',
  read: () => Joined<Leaf> | undefined,
): Joined<Leaf> | undefined {
  const of: Joined<Leaf>[] = []
  do {
    const one = read()
    if (one === undefined) return undefined
    of.push(one)
  } while (signs.some((sign) => scanner.take(sign)))
  return of.length === 1 ? of[0] : { kind, of }
}
