import { expect, test } from 'vitest'
import type { Api } from '../api/api'
import type { Problem, UsagePage } from '../api/rows'
import { Usage } from './usage.svelte'

const page = (readAt: string, off = ''): UsagePage => ({ off, readAt, rows: [] })
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

function shelf(kept: UsagePage, read: () => Promise<void> = async () => undefined) {
  const asked: string[] = []
  const api = {
    usage: async () => kept,
    refreshUsage: async (id: string) => {
      asked.push(id)
      await read()
    },
  } as unknown as Api
  return { usage: new Usage(api), asked }
}

test('what is younger than five minutes is shown and not read again', async () => {
  const { usage, asked } = shelf(page(ago(4)))
  await usage.show('a')
  expect(asked).toEqual([])
  expect(usage.page).not.toBeNull()
})

test('what is older or was never read is read, and what is off never is', async () => {
  for (const [kept, times] of [
    [page(ago(6)), 1],
    [page(''), 1],
    [page('', 'No address.'), 0],
  ] as const) {
    const { usage, asked } = shelf(kept)
    await usage.show('a')
    expect(asked).toHaveLength(times)
    await usage.refresh()
    expect(asked).toHaveLength(times * 2)
  }
})

test('what was read stays when reading it again fails, and the reason is told', async () => {
  const why = { text: 'The portal failed.' } as Problem
  const { usage } = shelf(page(ago(6)), () => Promise.reject(why))
  await usage.show('a')
  expect(usage.refreshing.problem).toBe(why)
  expect(usage.page?.readAt).not.toBe('')
  expect(usage.refreshing.busy).toBe(false)
})

test('an answer about a service that was left is dropped', async () => {
  let done: () => void = () => undefined
  const { usage } = shelf(page(''), () => new Promise((ready) => (done = ready)))
  const showing = usage.show('a')
  await new Promise((tick) => setTimeout(tick))
  expect(usage.refreshing.busy).toBe(true)
  usage.forget()
  done()
  await showing
  expect(usage.page).toBeNull()
  expect(usage.refreshing.busy).toBe(false)
})
