// Opens windows in Chromium and listens for what must never happen in one: an error, a refused load, a way outside.
import { after } from 'node:test'
import { chromium } from 'playwright-core'
import { patience, until } from './processes.mjs'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

// The development build of Wails puts a script of its own into the page, which fails before there is a body; browsers ask
// for an icon that a window needs not have. Neither exists in the window people use.
const known = (text, where) => where.includes('/wails/ipc.js') || where.endsWith('/favicon.ico') || text.includes('wails dev')

// The zone in which it is about noon, so that what is some hours old was always today.
const ahead = 12 - new Date().getUTCHours()
const noon = ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`

// Watches the calls of the window: story.asked names each with what it was asked, and story.asking counts those without
// an answer yet. A story may keep an answer back (held) or give one itself (scripted). With LATE=400 in the environment
// each takes up to so many milliseconds more, as on a busy machine: that shows what a story does not wait for.
function watchCalls({ late, scripted }) {
  const story = { asking: 0, asked: [], held: {}, scripted, rings: new Map() }
  window.story = story
  const some = () => new Promise((done) => setTimeout(done, (Math.random() * late) / 2))
  const watched = (name, call) => async (...args) => {
    story.asking++
    story.asked.push([name, ...args])
    try {
      if (late > 0) await some()
      if (!(name in story.scripted)) return await call(...args)
      const answer = story.scripted[name]
      if (answer?.fails) throw answer.fails
      return structuredClone(answer)
    } finally {
      await story.held[name]?.until
      if (late > 0) await some()
      story.asking--
    }
  }
  const proxy = (get) => new Proxy({}, { get: (known, name) => (known[name] ??= get(name)), set: (known, name, value) => value === undefined || Reflect.set(known, name, value) })
  if (scripted['Frame.Start'] !== undefined) {
    // No program is behind the window: every call is scripted.
    const missing = (name) => async () => { throw new Error(`${name} is not scripted`) }
    window.go = proxy(() => proxy((struct) => proxy((method) => watched(`${struct}.${method}`, missing(`${struct}.${method}`)))))
    window.runtime = {
      EventsOnMultiple: (signal, ring) => {
        const all = story.rings.get(signal) ?? new Set()
        story.rings.set(signal, all.add(ring))
        return () => all.delete(ring)
      },
    }
    return
  }
  // The calls stand in window.go.bindings.Services and its like, which are filled one by one.
  const filled = (name, deeper) => new Proxy({}, { set: (all, key, one) => Reflect.set(all, key, deeper(name === '' ? key : `${name}.${key}`, all[key], one)) })
  const go = filled('', (_, known) => known ?? filled('', (struct, known) => known ?? filled(struct, (name, _, call) => watched(name, call))))
  Object.defineProperty(window, 'go', { get: () => go, set: () => {} })
}

/** Keeps the answers to a call back while something is done. */
export async function meanwhile(page, name, act) {
  await page.evaluate((name) => {
    let go
    const until = new Promise((done) => { go = done })
    window.story.held[name] = { until, go }
  }, name)
  await act()
  await page.evaluate((name) => {
    window.story.held[name].go()
    delete window.story.held[name]
  }, name)
}

/** Answers calls in the program's place from now on; { fails: problem } refuses. Rings, so that the window asks again. */
export const script = (page, answers) =>
  page.evaluate((answers) => {
    Object.assign(window.story.scripted, answers)
    for (const signal of ['cache:changed', 'freshness:changed']) for (const ring of window.story.rings.get(signal) ?? []) ring()
  }, answers)

/** What a call was asked, each time, since the page was opened. */
export const asked = (page, name) => page.evaluate((name) => window.story.asked.filter(([one]) => one === name).map(([, ...args]) => args), name)

/** Waits until everything that was asked is answered and drawn, and no part of the screen says that it is busy. */
export const rest = (page) =>
  page.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    await document.fonts.ready
    do {
      await drawn()
      const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
      await Promise.allSettled(fading.map((animation) => animation.finished))
    } while (window.story.asking > 0 || document.querySelector('[aria-busy=true]') !== null)
    await drawn()
  })

// One Chromium for every story of a file.
let launched
after(async () => (await launched)?.close())

export class Browser {
  /** what should never have happened, since it was last asked for */
  #wrong = []
  #contexts = []

  /** Opens the window of a desk. With answers every call is answered by them, as at their time. */
  async open(desk, { width = 1280, height = 800, hash = '', answers = {}, at, locale = 'en-AU' } = {}) {
    launched ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
    const context = await (await launched).newContext({ viewport: { width, height }, timezoneId: at === undefined ? noon : 'Australia/Sydney', locale })
    this.#contexts.push(context)
    if (at !== undefined) await context.clock.install({ time: at })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`the policy refused ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    await context.addInitScript(watchCalls, { late: Number(process.env.LATE ?? 0), scripted: answers })
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
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()))
  }
}
