import { expect, test } from 'vitest'
import type { Api } from '../api/api'
import { Services } from './services.svelte'
import type { Neighbours, ServicePage } from '../api/rows'
import { Service } from './service.svelte'

const ids = ['a', 'b', 'c', 'd']

/** A list of four services whose places are told when the test says so. */
function listOfFour() {
  const waiting: (() => void)[] = []
  const api = {
    watch: async () => undefined,
    service: async (id: string) => ({ id }) as ServicePage,
    neighbours: (_: unknown, id: string) =>
      new Promise<Neighbours>((done) => {
        const at = ids.indexOf(id)
        waiting.push(() => done({ position: at + 1, matching: 4, previous: ids[at - 1] ?? '', next: ids[at + 1] ?? '' }))
      }),
  } as unknown as Api
  const service = new Service(api, new Services(api))
  const seen: string[] = []
  const go = (id: string) => {
    seen.push(id)
    service.show(id)
  }
  const answer = async () => {
    waiting.shift()?.()
    await new Promise((done) => setTimeout(done))
  }
  return { service, seen, go, answer }
}

test('steps asked for faster than the list answers are all taken', async () => {
  const { service, seen, go, answer } = listOfFour()
  service.show('a')
  service.place.step('next', go)
  service.place.step('next', go)
  await answer()
  await answer()
  await answer()
  expect(seen).toEqual(['b', 'c'])
})

test('steps beyond the end are forgotten', async () => {
  const { service, seen, go, answer } = listOfFour()
  service.show('d')
  service.place.step('next', go)
  service.place.step('previous', go)
  await answer()
  service.again()
  await answer()
  expect(seen).toEqual([])
})
