// Starts programs so that none outlives its test: each in a process group of its own, killed with the test's own process
// whatever ends that.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = new URL('../../../../', import.meta.url).pathname
export const built = (name) => join(root, 'build/bin', name)

const running = new Set()
const folders = new Set()

process.on('exit', () => {
  for (const program of running) program.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Starts a program. What it says is kept, for the test that fails. */
export function start(command, args, env = {}) {
  // setpriv: when this process is killed with no time to say goodbye, the kernel still ends the program.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = {
    out: '',
    errors: '',
    code: undefined,
    ended: new Promise((done) => {
      child.on('error', (error) => {
        program.errors += error.message
        done(-1)
      })
      child.on('close', (code) => done(code))
    }),
    kill(signal) {
      try {
        process.kill(-child.pid, signal)
      } catch {
        // it is gone already
      }
    },
    /** Asks it to end, insists after a while, and comes back when it is gone. */
    async stop() {
      program.kill('SIGTERM')
      const insist = setTimeout(() => program.kill('SIGKILL'), 30_000)
      await program.ended
      clearTimeout(insist)
    },
  }
  child.stdout.on('data', (data) => (program.out += data))
  child.stderr.on('data', (data) => (program.errors += data))
  running.add(program)
  void program.ended.then((code) => {
    program.code = code
    program.kill('SIGKILL') // what it started and left behind
    running.delete(program)
  })
  return program
}

/** A folder that goes with the test. */
export function folder() {
  const made = mkdtempSync(join(tmpdir(), 'commsdesk-browser-'))
  folders.add(made)
  return made
}

/** A port that nothing listens on, and that no connection takes by chance while what listened there is away. */
export async function freePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    const free = await new Promise((done) => server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)))
    await new Promise((done) => server.close(done))
    if (free) return port
  }
}

/** How long anything is waited for. Only what does not happen at all takes so long: a busy machine is slow, and that is no fault. */
export const patience = Number(process.env.PATIENCE ?? 180)

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

/** Asks again and again until the answer is neither false nor nothing, and gives it. */
export async function until(what, ask, seconds = patience) {
  let last
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) {
    try {
      const answer = await ask()
      if (answer) return answer
      last = answer
    } catch (error) {
      last = error
    }
  }
  throw new Error(`waited ${seconds} s in vain until ${what}`, { cause: last })
}
