import { describe, expect, test } from 'vitest'
import type { Api } from '../api/api'
import { agreedShift } from './scrolled.svelte'
import { Services } from './services.svelte'
import { type ServiceRow, ServiceState, type ServicesQuery, Sort } from '../api/rows'

const row = (id: string): ServiceRow => ({
  id,
  number: id,
  customer: '',
  plan: '',
  platform: '2.0',
  state: ServiceState.Active,
  stateWord: 'active',
  open: 0,
  lastActivity: '',
  readAt: '',
  found: '',
  foundOrder: '',
})

/** A portal of rows that answers when it is told to, so that slow answers can be overtaken. */
class Portal {
  ids = Array.from({ length: 1000 }, (_, i) => `s${i}`)
  asked: ServicesQuery[] = []
  held: (() => void)[] | undefined

  api = {
    services: async (query: ServicesQuery) => {
      this.asked.push(query)
      if (this.held !== undefined) await new Promise<void>((done) => this.held?.push(done))
      const ids = this.ids.filter((id) => id.includes(query.text))
      return {
        revision: 1,
        offset: query.offset,
        matching: ids.length,
        total: this.ids.length,
        open: 0,
        stuck: 0,
        rows: ids.slice(query.offset, query.offset + query.limit).map(row),
        states: [],
        platforms: [],
        plans: [],
      }
    },
    neighbours: async (_: ServicesQuery, id: string) => ({
      position: this.ids.indexOf(id) + 1,
      matching: this.ids.length,
      previous: '',
      next: '',
    }),
  } as unknown as Api
}
const settled = () => new Promise((done) => setTimeout(done, 0))

describe('the list of services', () => {
  test('asks for the pages in sight and no others', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    list.sight(0, 20)
    await settled()
    expect(portal.asked.map((q) => q.offset)).toEqual([0])
    expect(list.rowAt(5)?.id).toBe('s5')
    expect(list.rowAt(500)).toBeUndefined()
    list.sight(500, 520)
    await settled()
    expect(list.rowAt(510)?.id).toBe('s510')
    expect(portal.asked.map((q) => q.offset)).toEqual([0, 400, 500])
  })

  test('drops an answer that was overtaken', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    portal.held = []
    list.filter({ text: 's1' })
    list.filter({ text: 's12' })
    while (portal.held.length > 0) {
      portal.held.shift()?.()
      await settled()
    }
    expect(list.query.text).toBe('s12')
    expect(list.matching).toBe(11)
    expect(list.rowAt(0)?.id).toBe('s12')
  })

  test('keeps every row in its place when new ones come above', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    list.sight(0, 20)
    await settled()
    list.select(3)
    portal.ids = [...portal.ids.slice(-3), ...portal.ids.slice(0, -3)]
    await list.changed()
    expect(list.selected).toBe('s3')
    expect(list.selectedIndex).toBe(6)
    expect(list.scrollTop).toBe(3 * 32)
    expect(list.newAbove).toBe(3)
    expect(list.rowAt(list.selectedIndex)?.id).toBe('s3')
  })

  test('shows new rows at once at the top, where nobody points or selected', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    list.sight(0, 20)
    await settled()
    portal.ids = ['s999', ...portal.ids.slice(0, -1)]
    await list.changed()
    expect(list.scrollTop).toBe(0)
    expect(list.rowAt(0)?.id).toBe('s999')
    expect(list.newAbove).toBe(0)
  })

  test('follows the selected row by its id, not by its place', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    list.sight(0, 20)
    await settled()
    list.select(10)
    portal.ids = ['s10', ...portal.ids.filter((id) => id !== 's10')]
    await list.changed()
    expect(list.selected).toBe('s10')
    expect(list.selectedIndex).toBe(0)
    expect(list.scrollTop).toBe(0)
  })

  test('names a row that was selected before it arrived', async () => {
    const portal = new Portal()
    const list = new Services(portal.api)
    list.sight(0, 20)
    await settled()
    list.select(999)
    expect(list.selected).toBe('')
    list.sight(980, 1000)
    await settled()
    expect(list.selected).toBe('s999')
  })

  test('sorts what needs a person first, and turns round when asked again', () => {
    const list = new Services(new Portal().api)
    list.sortBy(Sort.OpenOrders)
    expect(list.query).toMatchObject({ sort: Sort.OpenOrders, descending: false })
    list.sortBy(Sort.Customer)
    expect(list.query).toMatchObject({ sort: Sort.Customer, descending: false })
    list.sortBy(Sort.Customer)
    expect(list.query.descending).toBe(true)
  })
})

test('one row that moved by itself does not take the others along', () => {
  expect(agreedShift([3, 3, -40])).toBe(3)
  expect(agreedShift([2])).toBe(2)
  expect(agreedShift([])).toBe(0)
})
