import type { Check } from '../check.ts'

/** Folders outside the project, by the shape of their names: those of one machine, or of another project. */
const outside = [
  /(?<![\w./-])\/(?:home|Users)\/\w+/,
  /(?<![\w./-])\/(?:root|work)\//,
  /\bshared\/(?:domain|data|design)\b/,
]

const binary = /\.(?:pdf|png|jpe?g|gif|webp|woff2?|ttf|otf|ico|gz|zip|wasm|xlsx|docx)$/i

/** The project stands by itself, on any machine. */
export const localPaths: Check = {
  name: 'local paths',
  force: 'fails',
  guards: 'no file names a folder of one machine or of another project',
  run: (tree) =>
    tree.files
      .filter((path) => !binary.test(path) && !/(^|\/)local-paths(\.test)?\.ts$/.test(path))
      .flatMap((path) =>
        tree
          .read(path)
          .split('\n')
          .flatMap((line, index) => {
            const found = outside.map((pattern) => pattern.exec(line)?.[0]).find((text) => text !== undefined)
            return found === undefined
              ? []
              : [
                  {
                    where: `${path}:${index + 1}`,
                    what: `«${found}» is outside the project; copy what is needed, cite public sources`,
                  },
                ]
          }),
      ),
}
