import type { Lang, Surface } from '#app/contract.ts'

declare global {
  namespace App {
    interface Locals {
      kb: Surface
      lang: Lang
    }
    interface PageData {
      lang: Lang
    }
    interface Error {
      message: string
      reference?: string
    }
  }
}
