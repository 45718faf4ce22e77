import jsonld from 'jsonld'
import { Parser, Writer } from 'n3'

/** A JSON-LD document with an inline context as Turtle. Nothing is fetched. */
export async function toTurtle(
  document: { readonly '@context': unknown; readonly '@graph': unknown },
  prefixes: Readonly<Record<string, string>>,
): Promise<string> {
  const nquads = await jsonld.toRDF(document as jsonld.JsonLdDocument, {
    format: 'application/n-quads',
    documentLoader: async (url: string) => {
      throw new Error(`the catalogue refers to no outside context, but ${url} was asked for`)
    },
  })
  const writer = new Writer({ prefixes })
  writer.addQuads(new Parser({ format: 'N-Quads' }).parse(String(nquads)))
  return new Promise((resolve, reject) =>
    writer.end((error, text) => (error ? reject(error) : resolve(text))),
  )
}
