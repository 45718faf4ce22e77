/**
 * The code that a person or another system wrote, in the form we keep: upper case, and a national code without the
 * suffix of a province's copy (`1.009374.000.00.00.H13`, `1.009374.H13`).
 * @law house rule; the form D.NNNNNN is that of the national data base of procedures
 */
export function codeOf(text: string): string {
  const trimmed = text.trim().toUpperCase()
  const national = /^(\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.[HG]\d{2}(?:[.-][\dA-Z]+)*)?$/.exec(trimmed)
  return national?.[1] ?? trimmed
}
