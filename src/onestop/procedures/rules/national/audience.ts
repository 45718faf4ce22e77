import type { AdministrativeLevel } from '../../contract.ts'
import { cleanText, type Doubt, type Reading } from './doubt.ts'
import words from './words.vi.json' with { type: 'json' }

/** Reads the list of who may ask; names that hold commas themselves stay whole. House rule. */
export function readAudience(text: string): Reading<string[]> {
  let rest = cleanText(text)
  const found: { name: string; at: number }[] = []
  for (const name of [...words.audience].sort((a, b) => b.length - a.length))
    for (let at = rest.indexOf(name); at >= 0; at = rest.indexOf(name)) {
      found.push({ name, at })
      rest = rest.slice(0, at) + ' '.repeat(name.length) + rest.slice(at + name.length)
    }
  const value = found.sort((a, b) => a.at - b.at).map(({ name }) => name)
  const left = rest
    .split(/[,\s]+/)
    .filter(Boolean)
    .join(' ')
  if (left === '' || left === words.unknown) return { value, doubts: [] }
  return { value: [...value, left], doubts: [{ field: 'audience', code: 'audience-unknown', text }] }
}

const order: readonly AdministrativeLevel[] = ['ministry', 'province', 'district', 'commune', 'other']
const levelOf = words.levels as Readonly<Record<string, AdministrativeLevel>>

/** Reads the levels that carry a procedure out, the highest first. House rule. */
export function readLevels(text: string): Reading<AdministrativeLevel[]> {
  const doubts: Doubt[] = []
  const levels = cleanText(text)
    .split(/,\s*/)
    .map((name) => {
      const level = levelOf[name]
      if (level === undefined) doubts.push({ field: 'level', code: 'level-unknown', text })
      return level ?? 'other'
    })
  return { value: order.filter((level) => levels.includes(level)), doubts }
}
