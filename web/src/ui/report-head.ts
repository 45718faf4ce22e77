import type { SettlementReport } from '#onestop/statistics/report-contract.ts'

type Column = SettlementReport['columns'][number]
/** A cell of a form's head: its words, over how many columns and rows it reaches. */
export type HeadCell = { readonly text: string; readonly columns: number; readonly rows: number }

const parting = ' – '

/**
 * The head of a report as its form has it: groups, then parts of a group ("Trong kỳ") over their columns. A column
 * whose name has no part reaches over both lower rows.
 */
export function reportHead(columns: readonly Column[]): readonly (readonly HeadCell[])[] {
  const groups = runs(columns, ({ group }) => group).map(({ key, members }) => ({
    text: key,
    columns: members.length,
    rows: 1,
  }))
  if (!columns.some(({ name }) => name.includes(parting)))
    return [groups, columns.map(({ name }) => ({ text: capital(name), columns: 1, rows: 1 }))]
  const parts = runs(
    columns,
    ({ group, number, name }) => `${group}|${name.includes(parting) ? before(name) : number}`,
  )
  return [
    groups,
    parts.map(({ members }) => {
      const [first] = members
      const name = first?.name ?? ''
      return name.includes(parting)
        ? { text: before(name), columns: members.length, rows: 1 }
        : { text: name, columns: 1, rows: 2 }
    }),
    columns
      .filter(({ name }) => name.includes(parting))
      .map(({ name }) => ({
        text: capital(name.slice(name.indexOf(parting) + parting.length)),
        columns: 1,
        rows: 1,
      })),
  ]
}

function before(name: string): string {
  return name.slice(0, name.indexOf(parting))
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
}

function runs(columns: readonly Column[], keyOf: (column: Column) => string) {
  const found: { key: string; members: Column[] }[] = []
  for (const column of columns) {
    const last = found.at(-1)
    if (last && last.key === keyOf(column)) last.members.push(column)
    else found.push({ key: keyOf(column), members: [column] })
  }
  return found
}
