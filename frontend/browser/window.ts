// Opens the built window over the mock in Chromium, and listens for what must never happen: a refused load, a
// load from outside, an error on the page.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { noonZone } from './noon'

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}
// Two runs at once build into folders of their own.
const built = new URL(`../${process.env.MOCK ?? '.mock'}/`, import.meta.url).pathname

// LATE=400 npm run e2e:mock: every answer comes late, and shows what a story does not wait for.
const late = process.env.LATE ?? '0'

/** Waits until everything that was asked is answered and drawn, and no part of the screen says that it is busy. */
export const rest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const { mockDesk } = window as unknown as { mockDesk: { asking: number } }
    await document.fonts.ready
    do {
      await drawn()
      const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
      await Promise.allSettled(fading.map((animation) => animation.finished))
    } while (mockDesk.asking > 0 || document.querySelector('[aria-busy=true]') !== null)
    await drawn()
  })

export type Look = { width?: number; height?: number; dark?: boolean; forced?: boolean }
export type Opened = { page: Page; wrong: string[] }

export class Browser {
  #server: Server | undefined
  #context: BrowserContext | undefined
  #profile = ''
  #origin = ''

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://desk').pathname)
      try {
        const file = path === '/' ? 'index.html' : path
        const body = readFileSync(join(built, file))
        response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream')
        response.end(body)
      } catch {
        response.statusCode = path === '/favicon.ico' ? 204 : 404
        response.end()
      }
    })
    const { server } = { server: this.#server }
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    this.#origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
    this.#profile = mkdtempSync(join(tmpdir(), 'commsdesk-window-'))
    this.#context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      timezoneId: noonZone(),
    })
  }

  /** A new window; wants is what the mock is asked for, such as "sync=offline". */
  async open(wants = '', look: Look = {}, hash = ''): Promise<Opened> {
    if (this.#context === undefined) throw new Error('the browser is not started')
    const page = await this.#context.newPage()
    const wrong: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text())
    })
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(this.#origin)) wrong.push(`asked for ${request.url()}`)
    })
    await page.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 })
    await page.emulateMedia({
      colorScheme: look.dark ? 'dark' : 'light',
      forcedColors: look.forced ? 'active' : 'none',
    })
    await page.goto(`${this.#origin}/?mock&late=${late}${wants === '' ? '' : `&${wants}`}${hash}`)
    await page.locator('.desk, .entry').first().waitFor()
    await rest(page)
    return { page, wrong }
  }

  async stop(): Promise<void> {
    await this.#context?.close()
    this.#server?.close()
    rmSync(this.#profile, { recursive: true, force: true })
  }
}
