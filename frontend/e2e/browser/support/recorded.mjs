// The window without a program behind it: every call answers what was recorded of the program, in states that the real
// one shows only by accident or after hours. A test of the program sees to it that it still answers so.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { after, afterEach, before } from 'node:test'
import { Browser } from './browser.mjs'
import { root } from './processes.mjs'

const scenes = JSON.parse(readFileSync(new URL('../recorded.json', import.meta.url), 'utf8'))
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

/** What the calls answer in some scenes, each changing the ones before. */
export const answers = (...names) =>
  Object.assign({}, ...names.map((name) => {
    if (scenes[name] === undefined) throw new Error(`nothing is recorded as “${name}”`)
    return structuredClone(scenes[name].answers)
  }))

/** Serves the built window to the stories of a file. Each story ends with its browser, and fails if a fault is left behind.
 * Returns how to open the window: in the last of some scenes, with changes of its answers. */
export function recordedWindow() {
  const browser = new Browser()
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url
    try {
      const body = readFileSync(join(root, 'frontend/dist', path))
      response.setHeader('Content-Type', types[extname(path)])
      response.end(body)
    } catch {
      response.statusCode = 404
      response.end()
    }
  })
  before(() => new Promise((done) => server.listen(0, '127.0.0.1', done)))
  afterEach(async () => {
    await browser.stop()
    assert.deepEqual(browser.faults(), [])
  })
  after(() => server.close())
  return (names, { changes = {}, ...look } = {}) =>
    browser.open(
      { url: `http://127.0.0.1:${server.address().port}` },
      { ...look, answers: { ...answers('desk', ...names), ...changes }, at: scenes[names.at(-1)].at },
    )
}
