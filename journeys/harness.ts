import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
  type Response,
} from 'playwright-core'

/** Somebody at a browser: what the page asked for and complained about is kept in `trouble`. */
export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** Opens a page of the program, looks it over and answers its status. */
  go(path: string): Promise<number>
  /** Does what leads to another page (a click, a key), waits for it, looks it over and answers its status. */
  follow(act: () => Promise<unknown>): Promise<number>
  /** Looks the page that stands open over with axe. */
  look(): Promise<void>
  /** Everything that should not have happened, in words; empty when all was well. */
  readonly trouble: string[]
  /** Pages looked over, by address without the query. */
  readonly seen: Set<string>
}

export type VisitorSetting = {
  readonly programUrl: string
  readonly javaScript?: boolean
  readonly width?: number
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a person can read at a place of the page: without what is folded away. */
export function read(place: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is folded away is not to be read
  return place.innerText()
}

/** Chromium of the machine, with a profile of its own and nothing that calls home. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/** A fresh visitor: no cookies, Vietnamese, the clock of Việt Nam. */
export async function openVisitor(browser: Browser, setting: VisitorSetting): Promise<Visitor> {
  const { programUrl, javaScript = true, width = 1280 } = setting
  const context = await browser.newContext({
    baseURL: programUrl,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 900 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const trouble: string[] = []
  const seen = new Set<string>()
  watch(page, programUrl, trouble)
  const look = async () => {
    seen.add(new URL(page.url()).pathname)
    trouble.push(...(javaScript ? await findBarriers(page) : await findBarriersOfCopy(browser, page)))
  }
  const settle = async (response: Response | null) => {
    await look()
    return response?.status() ?? 0
  }
  return {
    page,
    context,
    trouble,
    seen,
    look,
    go: async (path) => settle(await page.goto(path, { waitUntil: 'load' })),
    async follow(act) {
      // The last answer to a navigation counts: a form that is sent answers first with a redirect.
      let answer: Response | null = null
      const note = (response: Response) => {
        if (response.request().isNavigationRequest() && response.frame() === page.mainFrame())
          answer = response
      }
      page.on('response', note)
      const loaded = page.waitForEvent('load')
      await act()
      await loaded
      page.off('response', note)
      return settle(answer)
    },
  }
}

function watch(page: Page, programUrl: string, trouble: string[]): void {
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${programUrl}/`) && !/^(data|blob|about):/.test(url))
      trouble.push(`a request left the program: ${url}`)
  })
  page.on('response', (response) => {
    const status = response.status()
    const refused = status >= 400 && !response.request().isNavigationRequest()
    if (status >= 500 || refused) trouble.push(`${status} ${response.request().method()} ${response.url()}`)
  })
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`))
  page.on('console', (message) => {
    // Chromium tells every 4xx page as an error; the journeys expect those by their status.
    if (message.type() !== 'error' || /^Failed to load resource/.test(message.text())) return
    trouble.push(`console, ${new URL(page.url()).pathname}: ${message.text()}`)
  })
}

/** Axe needs scripts: for a page without them it looks at the same page, as it stands, in a browser that has them. */
async function findBarriersOfCopy(browser: Browser, page: Page): Promise<string[]> {
  const context = await browser.newContext({ viewport: page.viewportSize(), bypassCSP: true })
  const copy = await context.newPage()
  const body = await page.content()
  await copy.route(
    (url) => !/\.(css|woff2|svg)$/.test(url.pathname),
    (route) =>
      route.request().isNavigationRequest()
        ? route.fulfill({ contentType: 'text/html; charset=utf-8', body })
        : route.abort(),
  )
  await copy.goto(page.url(), { waitUntil: 'load' })
  const found = await findBarriers(copy)
  await context.close()
  return found
}

type Axe = { run(root: unknown, options: object): Promise<{ violations: AxeViolation[] }> }
type AxeViolation = {
  readonly id: string
  readonly help: string
  readonly nodes: { readonly target: unknown[]; readonly failureSummary?: string }[]
}

/** The violations of WCAG 2.2 AA on a page, one line each. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const found = await axe.run(document, {
      resultTypes: ['violations'],
      runOnly: { type: 'tag', values: tags },
    })
    return found.violations
  }, wcag)
  const path = new URL(page.url()).pathname
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`)
    return `axe, ${path}: ${id} – ${help}; ${nodes.length}× ${places.join('; ')}`
  })
}
