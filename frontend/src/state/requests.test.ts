import { describe, expect, test } from 'vitest'
import type { Api } from '../api/api'
import { Requests } from './requests.svelte'
import { type RequestRow, RequestSort, type RequestsQuery } from '../api/rows'

/** A portal of requests that answers when it is told to, so that slow answers can be overtaken. */
class Portal {
  held: (() => void)[] | undefined
  ids = Array.from({ length: 120 }, (_, i) => `r${String(i).padStart(3, '0')}`)

  api = {
    requests: async (query: RequestsQuery) => {
      if (this.held !== undefined) await new Promise<void>((done) => this.held?.push(done))
      const ids = query.ascending ? this.ids : [...this.ids].reverse()
      const rows = ids.slice(query.offset, query.offset + query.limit).map((id) => ({ id }) as RequestRow)
      return { matching: ids.length, rows, views: [] }
    },
  } as unknown as Api

  /** Answers what was asked so far. */
  async answer() {
    const held = this.held ?? []
    this.held = []
    for (const done of held) done()
    await settled()
  }
}

const settled = () => new Promise((done) => setTimeout(done))

describe('the list of requests', () => {
  test('shows what somebody asked for, also when a sync asks again before the answer is here', async () => {
    const portal = new Portal()
    const list = new Requests(portal.api, () => true) // somebody points at a row, so that nothing may move by itself
    list.show()
    await settled()
    expect(list.rows[0]?.id).toBe('r119')
    portal.held = []
    list.sortBy(RequestSort.OrderDate)
    list.again()
    await portal.answer()
    expect(list.rows[0]?.id).toBe('r000')
    expect(list.moved).toBe(false)
  })

  test('does not move rows under somebody when only a sync asks', async () => {
    const portal = new Portal()
    const list = new Requests(portal.api, () => true)
    list.show()
    await settled()
    portal.ids.push('r120')
    list.again()
    await settled()
    expect(list.rows[0]?.id).toBe('r119')
    expect(list.fresh).toBe(1)
  })

  test('goes on from where the selection was when that has left', async () => {
    const portal = new Portal()
    const list = new Requests(portal.api)
    list.show()
    await settled()
    list.select(4)
    expect(list.beside(1)).toBe(5)
    portal.ids = portal.ids.filter((id) => id !== list.selected)
    list.leave()
    list.show()
    await settled()
    expect(list.selected).toBe('')
    expect(list.rows[list.beside(1)]?.id).toBe('r114')
    expect(list.rows[list.beside(-1)]?.id).toBe('r116')
  })

  test('tells rows that are shown and belong here no more', async () => {
    const portal = new Portal()
    const list = new Requests(portal.api, () => true)
    list.show()
    await settled()
    portal.ids = portal.ids.filter((id) => id !== 'r118')
    list.again()
    await settled()
    expect(list.rows[1]?.id).toBe('r118')
    expect([...list.left]).toEqual(['r118'])
    list.takeFresh()
    expect(list.left.size).toBe(0)
  })

  test('says whether it is another list than all requests, and always leads back to that', async () => {
    const portal = new Portal()
    const list = new Requests(portal.api)
    list.show()
    await settled()
    expect(list.changed).toBe(false)
    list.toPage(2)
    expect(list.changed).toBe(false)
    list.filter({ customer: 'Kestrel' })
    expect(list.changed).toBe(true)
    const { cleared } = list
    list.choose('')
    expect(list.changed).toBe(false)
    expect(list.cleared).toBe(cleared + 1)
  })
})
