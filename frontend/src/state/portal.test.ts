import { beforeEach, expect, test } from 'vitest'
import type { Api } from '../api/api'
import { Portal } from './portal.svelte'
import { Capability, type CapabilityRow, Code, type PortalPage, type Problem } from '../api/rows'

const refused: Problem = { code: Code.Denied, text: 'The portal refused.', said: '' }
const early = '2026-11-23T20:00:00Z'
const late = '2026-11-23T23:00:00Z'

let reads: number
let asks: number
let fails: boolean
let found: Partial<Record<Capability, string>>

const api = {
  portal: async () => {
    reads++
    if (fails) throw refused
    const capabilities = Object.values(Capability).map((capability) => ({ capability, at: found[capability] ?? '' }) as CapabilityRow)
    return { capabilities } as PortalPage
  },
  findOutAgain: async () => {
    asks++
    if (fails) throw refused
  },
} as unknown as Api

const soon = () => new Promise((done) => setTimeout(done))
async function shown(): Promise<Portal> {
  const portal = new Portal(api)
  portal.show()
  await soon()
  return portal
}

beforeEach(() => {
  reads = 0
  asks = 0
  fails = false
  found = { [Capability.NewestFirst]: early, [Capability.Unchanged]: early }
})

test('the portal is read while it is shown, and not otherwise', async () => {
  const portal = new Portal(api)
  await portal.again()
  expect(reads).toBe(0)
  portal.show()
  await soon()
  await portal.again()
  expect(reads).toBe(2)
  portal.leave()
  await portal.again()
  expect(reads).toBe(2)
})

test('what was read stays when reading it again fails', async () => {
  const portal = await shown()
  const { page } = portal
  fails = true
  await portal.again()
  expect([portal.page, portal.problem]).toEqual([page, refused])
  fails = false
  await portal.again()
  expect(portal.problem).toBeNull()
})

test('finding out again is waited for until something was found out since', async () => {
  const portal = await shown()
  await portal.findOutAgain()
  expect([asks, portal.asked === '']).toEqual([1, false])
  found = { ...found, [Capability.Unchanged]: late } // met by the way
  await portal.again()
  expect(portal.asked).not.toBe('')
  found = { ...found, [Capability.NewestFirst]: late }
  await portal.again()
  expect(portal.asked).toBe('')
})

test('finding out again that cannot be asked says why, until the page is opened anew', async () => {
  const portal = await shown()
  fails = true
  await portal.findOutAgain()
  expect([portal.asking.problem, portal.asked]).toEqual([refused, ''])
  portal.leave()
  portal.show()
  expect(portal.asking.problem).toBeNull()
})

test('nothing is asked before the page is here', async () => {
  const portal = new Portal(api)
  await portal.findOutAgain()
  expect(asks).toBe(0)
})
