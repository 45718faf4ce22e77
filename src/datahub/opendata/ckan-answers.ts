import type { Refusal } from '#kit/values/refusal.ts'

/** The parameters of an action. */
export type Given = Readonly<Record<string, unknown>>

/** An answer of an action, or why there is none. */
export type ActionAnswer =
  | { readonly result: unknown; readonly rows?: number }
  | {
      readonly fault: 'Not Found Error' | 'Validation Error' | 'Authorization Error'
      readonly message: string
    }

/** A parameter that is wrong. */
export const wrong = (message: string): ActionAnswer => ({ fault: 'Validation Error', message })
/** What there is not. */
export const missing = (message = 'Not found'): ActionAnswer => ({ fault: 'Not Found Error', message })

/** A number of a parameter, which CKAN takes as text, too; undefined when it is none. */
export function countOf(value: unknown, standard: number, most: number): number | undefined {
  if (value === undefined || value === '') return standard
  const number = Number(value)
  return Number.isInteger(number) && number >= 0 ? Math.min(number, most) : undefined
}

/** A refusal in CKAN's words. */
export function faultOf({ refused, facts }: Refusal): ActionAnswer {
  if (refused === 'dataset-unknown') return missing()
  if (refused === 'attribute-masked') return { fault: 'Authorization Error', message: refused }
  return wrong(`${refused}: ${Object.values(facts).join(', ')}`)
}
