import type { Check } from '../check.ts'
import { evidenceTables } from '../migration-sql.ts'

/** The proof is in the trying: a database test takes the application's role and is denied. */
export const evidence: Check = {
  name: 'evidence',
  force: 'fails',
  guards: 'a database test tries to change every evidence table as the application and is denied',
  run: (tree) => {
    const tried = tree
      .list('src/**/*.db.test.ts')
      .map((path) => tree.read(path))
      .filter((text) => /permission denied|42501|insufficient_privilege/.test(text))
      .join('\n')
    return evidenceTables(tree)
      .filter(({ name }) => !tried.includes(name))
      .map(({ name, path }) => ({
        where: path,
        what: `${name} is proof, but no *.db.test.ts tries to update and delete there and is denied (42501)`,
      }))
  },
}
