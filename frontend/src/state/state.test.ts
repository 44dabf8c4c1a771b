import { describe, expect, test } from 'vitest'
import type { Api } from '../api/api'
import { problemOf } from '../api/api'
import { Attempt, Reading } from './ask.svelte'
import { Clipboard } from './clipboard.svelte'
import { Code, type Link, type Problem, Screen, type ServicePage } from '../api/rows'
import { givenLink, serviceLink, settingsLink, route } from './router.svelte'

const refused: Problem = { code: Code.Denied, text: 'The portal refused.', said: 'No.' }

describe('a problem', () => {
  test('keeps its words', () => expect(problemOf(refused)).toEqual(refused))
  test('keeps its words through the bridge, which makes an Error of it', () =>
    expect(problemOf(new Error(JSON.stringify(refused)))).toEqual(refused))
  test('that is a stranger shows no detail', () => {
    expect(problemOf(new Error('')).code).toBe(Code.Internal)
    expect(problemOf('stack trace').text).not.toContain('stack trace')
  })
})

describe('an address', () => {
  test('leads to a service, its tab and its order', () => {
    expect(route(serviceLink('a/b c', 'activity', 'ORD 1'))).toEqual({
      screen: 'service',
      id: 'a/b c',
      tab: 'activity',
      action: '',
      order: 'ORD 1',
    })
    expect(route(serviceLink('x', 'overview'))).toEqual({
      screen: 'service',
      id: 'x',
      tab: 'overview',
      action: '',
      order: '',
    })
  })
  test('leads to Settings, whatever part of it is asked for', () => {
    expect(route(settingsLink)).toEqual({ screen: 'settings' })
    expect(route('#/settings')).toEqual({ screen: 'settings' })
  })
  test('that leads nowhere leads to the list', () => {
    expect(route('')).toEqual({ screen: 'services' })
    expect(route('#/elsewhere/1')).toEqual({ screen: 'services' })
  })
})

describe('a link that was given', () => {
  const link = (to: Partial<Link>): Link => ({ number: 1, screen: Screen.Services, id: '', tab: '', find: '', order: '', ...to })
  test('leads to a list, to a service or to a request', () => {
    expect(givenLink(link({}))).toBe('#/services')
    expect(givenLink(link({ id: 'a/b' }))).toBe('#/services/a%2Fb/activity')
    expect(givenLink(link({ id: 'x', tab: 'activity', order: 'ORD1' }))).toBe('#/services/x/activity/ORD1')
    expect(givenLink(link({ screen: Screen.Requests }))).toBe('#/requests')
    expect(givenLink(link({ screen: Screen.Requests, id: 'SR-1' }))).toBe('#/requests/SR-1')
  })
  test('opens no form', () => {
    for (const tab of ['advanced', 'features', 'packs'])
      expect(givenLink(link({ id: 'x', tab }))).toBe('#/services/x/activity')
  })
})

describe('reading a service', () => {
  test('never shows one service under the name of another', async () => {
    const answers: Record<string, (page: ServicePage) => void> = {}
    const reading = new Reading(
      (id) =>
        new Promise<ServicePage>((done) => {
          answers[id] = done
        }),
    )
    const first = reading.show('a')
    const second = reading.show('b')
    answers.b?.({ id: 'b' } as ServicePage)
    answers.a?.({ id: 'a' } as ServicePage)
    await Promise.all([first, second])
    expect(reading.page?.id).toBe('b')
  })
  test('keeps what was read when reading it again fails', async () => {
    let fails = false
    const reading = new Reading(async (id) => {
      if (fails) throw refused
      return { id } as ServicePage
    })
    await reading.show('a')
    fails = true
    await reading.again()
    expect(reading.page?.id).toBe('a')
    expect(reading.problem).toEqual(refused)
  })
})

test('copying says what was copied, or why not', async () => {
  const faults: Problem[] = []
  const copied: string[] = []
  const clipboard = new Clipboard(
    {
      copy: async (text: string) => {
        copied.push(text)
      },
    } as unknown as Api,
    (fault) => faults.push(fault),
  )
  await clipboard.copy('order', async () => 'ORD1')
  expect([copied, clipboard.done]).toEqual([['ORD1'], 'order'])
  await clipboard.copy('other', () => Promise.reject(refused))
  expect([faults, clipboard.done]).toEqual([[refused], 'order'])
})

test('an attempt is busy until it is answered and keeps the reason', async () => {
  const attempt = new Attempt()
  const running = attempt.run(() => Promise.reject(refused))
  expect(attempt.busy).toBe(true)
  await running
  expect([attempt.busy, attempt.problem]).toEqual([false, refused])
})
