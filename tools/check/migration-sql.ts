import type { Tree } from './tree.ts'

/** A migration file, with what a check needs to know of it. `bare` has neither comments nor string contents. */
export type Migration = { readonly path: string; readonly number: number; readonly bare: string }

/** The migrations in order of their numbers. */
export function listMigrations(tree: Tree): Migration[] {
  return tree
    .list('db/migrations/*.sql')
    .map((path) => ({
      path,
      number: Number(/(\d+)[^/]*$/.exec(path)?.[1] ?? Number.NaN),
      bare: bareSql(tree.read(path)),
    }))
    .sort((a, b) => a.number - b.number)
}

/** SQL with comments taken out and every quoted text emptied. */
export function bareSql(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"/g, (part) => {
    if (part.startsWith("'")) return "''"
    return part.startsWith('"') ? part : ' '
  })
}

/** A table and the migration that makes it. */
export type MadeTable = { readonly name: string; readonly path: string }

/** Every table that the migrations make, as `schema.name`. */
export function madeTables(migrations: readonly Migration[]): MadeTable[] {
  return migrations.flatMap(({ path, bare }) =>
    [...bare.matchAll(/create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.]+)/gi)].map(
      (match) => ({
        name: (match[1] ?? '').toLowerCase(),
        path,
      }),
    ),
  )
}

/** What the migrations say of a table, by its name. */
export function tableComments(tree: Tree): ReadonlyMap<string, string> {
  const pattern = /comment\s+on\s+table\s+([\w.]+)\s+is\s+'((?:[^']|'')*)'/g
  return new Map(
    listMigrations(tree).flatMap(({ path }) =>
      [...tree.read(path).matchAll(pattern)].map(
        ([, table = '', text = '']) => [table, text.replaceAll("''", "'")] as const,
      ),
    ),
  )
}

/** Tables whose rows are proof, added and never changed: by their name, or because their comment says so. */
export function evidenceTables(tree: Tree): MadeTable[] {
  const comments = tableComments(tree)
  return madeTables(listMigrations(tree)).filter(
    ({ name }) =>
      /(_actions?|_logs?|_versions|\.publications)$/.test(name) ||
      /^Evidence\b/i.test(comments.get(name) ?? ''),
  )
}
