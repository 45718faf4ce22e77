const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/**
 * The tenth digit of an enterprise code for its first nine: ten less the weighted sum modulo eleven; undefined for
 * the nines that give ten, of which no code is made.
 * @law TT 105/2020/TT-BTC Đ5 (structure of the tax code, which is the enterprise code); TT 86/2024/TT-BTC Đ5
 */
export function enterpriseCheckDigit(nine: string): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(nine[index]), 0)
  const digit = 10 - (sum % 11)
  return digit === 10 ? undefined : digit
}

/**
 * Whether a text is an enterprise code (mã số doanh nghiệp, the same as its tax code): ten digits of which the last
 * is a check, and for a branch a hyphen and three digits from 001.
 * @law Luật Doanh nghiệp 59/2020/QH14 Đ29; TT 105/2020/TT-BTC Đ5
 */
export function isEnterpriseCode(text: string): boolean {
  const match = /^(\d{9})(\d)(?:-(\d{3}))?$/.exec(text)
  if (!match || match[3] === '000') return false
  return enterpriseCheckDigit(match[1] ?? '') === Number(match[2])
}
