import { extractText, getDocumentProxy } from 'unpdf'

/** A printed paper as a reader program sees it. Sizes in millimetres. */
export type ReadPaper = {
  readonly text: string
  readonly pages: number
  readonly width: number
  readonly height: number
  /** The fonts and whether each came inside the file. */
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[]
}

/** Reads a PDF: text with single spaces, size of the first page, the fonts. */
export async function readPaper(bytes: Uint8Array): Promise<ReadPaper> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(pdf, { mergePages: true })
  const first = await pdf.getPage(1)
  const { width, height } = first.getViewport({ scale: 1 })
  const mm = (points: number) => Math.round((points / 72) * 25.4)
  return {
    text: text.replaceAll(/\s+/g, ' '),
    pages: pdf.numPages,
    width: mm(width),
    height: mm(height),
    fonts: readFonts(bytes),
  }
}

/**
 * The fonts of a PDF whose objects lie open in the file, as those of Typst do: each descriptor names its font and,
 * where the font came along, the stream that holds it.
 */
function readFonts(bytes: Uint8Array): ReadPaper['fonts'] {
  const source = Buffer.from(bytes).toString('latin1')
  const descriptors =
    source.match(/<<(?:(?!<<|>>)[\s\S])*\/Type\s*\/FontDescriptor(?:(?!<<|>>)[\s\S])*>>/g) ?? []
  return descriptors.map((text) => ({
    name: text.match(/\/FontName\s*\/([^\s/]+)/)?.[1] ?? '',
    embedded: /\/FontFile[23]?\s+\d+ \d+ R/.test(text),
  }))
}

/** A small whole PDF of one page with a line of text, as a citizen would scan one. */
export function makePdf(line: string): Buffer {
  const content = `BT /F1 14 Tf 72 760 Td (${line.replaceAll(/[()\\]/g, '')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((body, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`,
    'latin1',
  )
}
