import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The province's key for sealing (Ed25519). The private half stays in a file that the database never sees. */
export type SealKey = { readonly privateKey: KeyObject; readonly publicKey: string }

/** Opens the key in a folder, or makes it at first start (file mode 0600). */
export async function openSealKey(folder: string): Promise<SealKey> {
  const path = join(folder, 'seal-key.pem')
  const pem = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await mkdir(folder, { recursive: true })
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    // Another process may make it at the same moment: the first one to write wins, both read that one.
    await writeFile(path, made, { mode: 0o600, flag: 'wx' }).catch((failed: NodeJS.ErrnoException) => {
      if (failed.code !== 'EEXIST') throw failed
    })
    return readFile(path, 'utf8')
  })
  const privateKey = createPrivateKey(pem)
  return { privateKey, publicKey: publicKeyText(createPublicKey(privateKey)) }
}

/** The public half as base64 of its SPKI form, as it is published. */
function publicKeyText(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

/** Signs a seal's text; 64 bytes. */
export function signSeal(key: SealKey, text: string): Buffer {
  return sign(null, Buffer.from(text), key.privateKey)
}

/** Whether a signature over a seal's text is by the holder of a public key. */
export function isSealSigned(publicKey: string, text: string, signature: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, signature)
}
