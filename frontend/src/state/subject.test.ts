import { expect, test } from 'vitest'
import type { Api } from '../api/api'
import { List } from './list.svelte'
import type { Neighbours, ServicePage } from '../api/rows'
import { Subject } from './subject.svelte'

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
  const subject = new Subject(api, new List(api))
  const seen: string[] = []
  const go = (id: string) => {
    seen.push(id)
    subject.show(id)
  }
  const answer = async () => {
    waiting.shift()?.()
    await new Promise((done) => setTimeout(done))
  }
  return { subject, seen, go, answer }
}

test('steps asked for faster than the list answers are all taken', async () => {
  const { subject, seen, go, answer } = listOfFour()
  subject.show('a')
  subject.place.step('next', go)
  subject.place.step('next', go)
  await answer()
  await answer()
  await answer()
  expect(seen).toEqual(['b', 'c'])
})

test('steps beyond the end are forgotten', async () => {
  const { subject, seen, go, answer } = listOfFour()
  subject.show('d')
  subject.place.step('next', go)
  subject.place.step('previous', go)
  await answer()
  subject.again()
  await answer()
  expect(seen).toEqual([])
})
