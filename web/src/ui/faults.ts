/** What is wrong with one field: shown at the field and, linked, in the summary at the top. */
export type Fault = { readonly field: string; readonly message: string }

/** The sentence at a field, or undefined. */
export function faultAt(faults: readonly Fault[] | undefined, field: string): string | undefined {
  return faults?.find((fault) => fault.field === field)?.message
}
