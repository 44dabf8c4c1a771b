// Opens windows in Chromium and listens for what must never happen in one: an error, a refused load, a way outside.
import { chromium } from 'playwright-core'
import { patience, until } from './processes.mjs'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

// The development build of Wails puts a script of its own into the page, which fails before there is a body; browsers ask
// for an icon that a window needs not have. Neither exists in the window people use.
const known = (text, where) => where.includes('/wails/ipc.js') || where.endsWith('/favicon.ico') || text.includes('wails dev')

// The zone in which it is about noon, so that what is some hours old was always today.
const ahead = 12 - new Date().getUTCHours()
const noon = ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`

// Counts in window.asking the calls that the program has not answered yet. With LATE=400 in the environment each takes up to
// so many milliseconds more, as on a busy machine: that shows what a story does not wait for.
function watchCalls(late) {
  const some = () => new Promise((done) => setTimeout(done, (Math.random() * late) / 2))
  const watched = (call) => async (...args) => {
    window.asking++
    try {
      if (late > 0) await some()
      return await call(...args)
    } finally {
      if (late > 0) await some()
      window.asking--
    }
  }
  // The calls stand in window.go.bindings.Services and its like, which are filled one by one.
  const filled = (deeper) => new Proxy({}, { set: (all, name, one) => Reflect.set(all, name, deeper(all[name], one)) })
  const layer = (deeper) => (known) => known ?? filled(deeper)
  const go = filled(layer(layer((_, call) => watched(call))))
  window.asking = 0
  Object.defineProperty(window, 'go', { get: () => go, set: () => {} })
}

export class Browser {
  /** what should never have happened, since it was last asked for */
  #wrong = []
  #browser

  async start() {
    this.#browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  }

  async open(desk, { dark = false, width = 1280, height = 800, hash = '' } = {}) {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      timezoneId: noon,
      locale: 'en-AU',
    })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`the policy refused ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    await context.addInitScript(watchCalls, Number(process.env.LATE ?? 0))
    const page = await context.newPage()
    page.setDefaultTimeout(patience * 1000)
    const wrong = (what) => this.#wrong.push(what)
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type()) || known(message.text(), message.location().url)) return
      wrong(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => {
      if (!known(error.message, error.stack ?? '')) wrong(`error: ${error.message}`)
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(`${desk.url}/`)) wrong(`asked for ${request.url()}`)
    })
    await until('the page loads', () => page.goto(`${desk.url}/${hash}`))
    await page.locator('.desk, .entry__in').first().waitFor()
    return page
  }

  /** What went wrong in any window; asking forgets it. */
  faults() {
    return this.#wrong.splice(0)
  }

  async stop() {
    await this.#browser?.close()
  }
}
