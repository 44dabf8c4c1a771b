// Links to this program: given at the start, and by starting it a second time. They show, and do nothing else.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile, startAgain } from './support/desk.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { action, button, headline, rows, search } from './support/window.mjs'

const notice = (page, words) => page.locator('.said').getByRole('heading', { name: words })

describe('a link', () => {
  const browser = new Browser()
  let portal
  let desk
  let page
  let start
  let services
  let swapped // a service, and an order of it

  const base = (address) => async (path) => (await fetch(`${address}/${path}`)).json()
  const again = async (link) => {
    const second = await startAgain([...start, link])
    assert.equal(second.errors.includes('panic'), false, second.errors)
  }

  before(async () => {
    portal = await openPortal({ services: 60, still: true })
    services = await base(portal.inventory)('service?limit=60')
    const orders = await base(portal.ordering)('serviceOrder?limit=50')
    const [first] = orders.filter((order) => (order.serviceOrderItem ?? order.orderItem).some((item) => item.service?.id))
    swapped = { order: first.id, service: (first.serviceOrderItem ?? first.orderItem).find((item) => item.service?.id).service.id }
    start = ['--data-dir', office(portal), '--passphrase-file', passphraseFile()]
    desk = await openDesk([...start, `commsdesk://services/${services[7].id}/usage`], { bus: true })
    page = await browser.open(desk)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('given at the start is shown once the first copy has brought what it names', async () => {
    await page.getByRole('navigation', { name: 'Service' }).getByRole('link', { name: 'Usage', exact: true }).waitFor()
    await until('the address is the service’s', async () => new URL(page.url()).hash === `#/services/${services[7].id}/usage`)
    assert.equal(await page.getByRole('link', { name: 'Usage', exact: true }).getAttribute('aria-current'), 'page')
  })

  test('given by a second start is shown by the window that is open', async () => {
    const number = (await headline(page).innerText()).trim()
    await again(`commsdesk://services?find=${encodeURIComponent(number)}`)
    await until('the search is there', async () => (await search(page).inputValue()) === number)
    await until('it is found', async () => {
      const found = await rows(page)
      return found.length === 1 && found[0].number === number
    })
  })

  test('to an order opens it in the activity of its service', async () => {
    await again(`commsdesk://orders/${swapped.order}`)
    await action(page, swapped.order).getByRole('button', { expanded: true }).first().waitFor()
    assert.equal(new URL(page.url()).hash, `#/services/${swapped.service}/activity/${swapped.order}`)
  })

  test('to a request shows the request', async () => {
    const [first] = (await base(portal.productOrdering)('productOrder?limit=5')).filter((order) => order.id.startsWith('SR-'))
    await again(`commsdesk://requests/${first.id}`)
    await until('the request is shown', async () => (await headline(page).innerText()).includes(first.id))
  })

  test('waits while a note is being written, and is shown once that is done', async () => {
    const before = page.url()
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'Note' }).fill('Call back on Monday')
    await again(`commsdesk://services/${services[7].id}/usage`)
    await notice(page, 'A link is waiting to open.').waitFor()
    assert.equal(page.url(), before)
    assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), 'Call back on Monday')
    await button(page, 'Add note').click()
    await until('the link is shown', async () => new URL(page.url()).hash === `#/services/${services[7].id}/usage`)
    await notice(page, 'A link is waiting to open.').waitFor({ state: 'detached' })
  })

  test('to what is not in the copy says so, and leaves the screen as it is', async () => {
    const before = page.url()
    await again('commsdesk://orders/ORD-NOBODY')
    await notice(page, /This link cannot be opened: the order “ORD-NOBODY” is not on this desk\. Nothing was opened\./).waitFor()
    assert.equal(page.url(), before)
    await button(page, 'Dismiss').click()
    await notice(page, /^This link cannot/).waitFor({ state: 'detached' })
  })

  test('that would open a form, or is none, leads nowhere and says so', async () => {
    const before = page.url()
    for (const link of [`commsdesk://services/${services[3].id}/advanced/simSwap`, 'commsdesk://new/activation', 'commsdesk://services/%2e%2e/%2e%2e', 'commsdesk:<b>x</b>']) {
      await again(link)
      await notice(page, /^This link cannot be opened: it|^This link cannot be opened: a name/).waitFor()
      assert.equal(page.url(), before)
      await button(page, 'Dismiss').click()
      await notice(page, /^This link cannot/).waitFor({ state: 'detached' })
    }
    assert.equal(await page.getByRole('dialog').count(), 0)
  })
})
