import { isSyntheticPersonalId, syntheticPlaceCode } from '#people/parties/rules/personal-id.ts'
import { isSyntheticPhone } from '#people/parties/rules/phone.ts'
import type { Check } from '../check.ts'

/** A personal number (12 figures, first three a province) or a Vietnamese telephone number. */
const personal = /(?<![\w.-])(?:0\d{11}|(?:\+84|0)(?:[35789]|2\d)\d(?:[ .]?\d){7})(?![\w.-])/g

/** Demonstration people are invented; their numbers must be seen to be. */
export const personalNumbers: Check = {
  name: 'personal data',
  force: 'signals',
  guards: 'no number in content, tests or demonstration could be that of a living person',
  run: (tree) =>
    tree.list('content/**/*.{yaml,json,csv,txt}', 'journeys/**/*', 'docs/**/*.md').flatMap((path) =>
      tree
        .read(path)
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(personal)]
            .map(([text]) => text)
            .filter((text) => !isReserved(text.replace(/[ .]/g, '').replace(/^\+84/, '0')))
            .map((text) => ({
              where: `${path}:${index + 1}`,
              what: `«${text}» could be somebody's: invented people have personal numbers of place ${syntheticPlaceCode} and telephones 02220…`,
            })),
        ),
    ),
}

function isReserved(digits: string): boolean {
  return isSyntheticPersonalId(digits) || isSyntheticPhone(digits)
}
