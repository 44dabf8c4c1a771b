// What a service has used, and what left this desk: stories in the real window, over the mock.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { misfits, violations } from './judge'
import { Browser, type Look, type Opened, rest } from './window'

const browser = new Browser()
let opened: Opened | undefined

beforeAll(() => browser.start())
afterAll(() => browser.stop())
afterEach(async () => {
  const { page, wrong } = opened ?? {}
  opened = undefined
  await page?.close()
  expect(wrong ?? []).toEqual([])
})

async function open(wants = '', hash = '', look: Look = {}): Promise<Page> {
  opened = await browser.open(wants, look, hash)
  return opened.page
}

type Mock = {
  copies: string[]
  usage: { asked: string[]; fail: boolean; slow: number }
  promises: { asked: string[]; failDecide: boolean; turn(key: string, to: string): void }
}
const mock = <T>(page: Page, use: (desk: Mock) => T) => page.evaluate(`(${use})(window.mockDesk)`) as Promise<T>

const usageTab = '#/services/svc-000003/usage'
const stuckOne = '#/services/svc-000003/activity'
const activity = '#/services/svc-000004/activity'
const card = (page: Page, key: string) => page.locator(`.order[data-key="${key}"]`)
const panel = (page: Page, name: string) =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name, exact: true }) })
const spoken = (page: Page) =>
  page.locator('[aria-live]').evaluateAll((all) => all.map((one) => one.textContent ?? '').join(' '))

describe('what a service has used', () => {
  test('stands against what it may, with the cycle and its own age', async () => {
    const page = await open('', usageTab)
    await panel(page, 'Data').waitFor()
    const data = await panel(page, 'Data').innerText()
    expect(data).toContain('39.6 GB')
    expect(data).toContain('of 60 GB')
    expect(data).toMatch(/66 % used, 20\.4 GB left\. At this pace \d+ GB by \d+ \w+\./)
    expect(await panel(page, 'Voice').innerText()).toMatch(/218 min\s+unlimited/)
    expect(await panel(page, 'Voice').locator('.meter__track').count()).toBe(0)
    expect(await panel(page, 'SMS').innerText()).toMatch(/94\s+of 200\s+47 % used, 106 left/)
    const bar = await page.locator('.bar').innerText()
    expect(bar).toMatch(/Cycle \d+ \w+ to \d+ \w+\s+day 26 of 31/)
    expect(bar).toMatch(/Measured up to .*, read \d\d:\d\d:\d\d.*, \d+ s ago/s)
    expect(await page.locator('.foot').innerText()).toContain('Figures are the portal’s')
    await rest(page)
    expect(await mock(page, (desk) => desk.usage.asked)).toEqual([])
  })

  test('is read again when it is old, by Refresh and by R, and the old stays while that fails', async () => {
    const page = await open('usage=old', usageTab)
    await panel(page, 'Data').waitFor()
    await expect.poll(() => mock(page, (desk) => desk.usage.asked)).toEqual(['svc-000003'])
    await expect.poll(() => page.locator('.bar').innerText()).toMatch(/, \d s ago/)
    await mock(page, (desk) => {
      desk.usage.fail = true
    })
    await page.keyboard.press('r')
    await page.getByRole('alert').getByText('The portal failed.').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('“usage: internal error”')
    expect(await panel(page, 'Data').innerText()).toContain('39.6 GB')
    await mock(page, (desk) => {
      desk.usage.fail = false
    })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await expect.poll(() => mock(page, (desk) => desk.usage.asked)).toHaveLength(3)
  })

  test('shows still bars on the first reading only', async () => {
    const page = await open('usage=never', '#/services/svc-000003/overview')
    await page.getByRole('region', { name: 'Overview' }).waitFor()
    await mock(page, (desk) => {
      desk.usage.slow = 600
    })
    await page.keyboard.press('2')
    await page.locator('.meter--still').first().waitFor()
    await panel(page, 'Data').getByText('39.6 GB').waitFor()
    await page.keyboard.press('r')
    await page.locator('button[aria-busy=true]').waitFor()
    expect(await page.locator('.meter--still').count()).toBe(0)
  })

  test('that could never be read says why, and that nothing was read', async () => {
    const page = await open('usage=never&usageFails=1', usageTab)
    await page.getByRole('alert').getByText('The portal failed.').waitFor()
    await page.getByRole('heading', { name: 'Not read yet' }).waitFor()
  })

  test('over the allowance is shown, and not hidden in a full bar', async () => {
    const page = await open('usage=over', usageTab)
    expect(await panel(page, 'Data').innerText()).toContain('110 % used, 6.25 GB over.')
    expect(await panel(page, 'Voice').innerText()).toContain('206 % used, 640 min over.')
    expect(await page.locator('.meter__over').count()).toBe(2)
  })

  test('of one kind more than once stands together, each with its own cycle', async () => {
    const page = await open('usage=several', usageTab)
    await panel(page, 'Data').waitFor()
    expect(await panel(page, 'Data').locator('.meter').count()).toBe(2)
    expect(await panel(page, 'Data').innerText()).toContain('2 November to 1 December: 16 % used')
    expect(await panel(page, 'Voice').innerText()).toMatch(/4 min\s+allowance not given/)
  })

  test('without allowances, without rows and without an address is calm', async () => {
    const page = await open('usage=bare', usageTab)
    await expect.poll(() => panel(page, 'Data').innerText()).toMatch(/39\.6 GB\s+allowance not given/)
    await page.goto(page.url().replace('usage=bare', 'usage=empty'))
    await page.getByRole('heading', { name: 'No usage' }).waitFor()
    await page.goto(page.url().replace('usage=empty', 'usage=off'))
    await page.getByText('This profile has no address for usage.').waitFor()
    expect(await page.getByRole('button', { name: 'Refresh' }).count()).toBe(0)
    await page.keyboard.press('r')
    await rest(page)
    expect(await mock(page, (desk) => desk.usage.asked)).toEqual([])
  })
})

describe('an order that left this desk', () => {
  test('shows on top from the first moment: sending, placed', async () => {
    const page = await open('promises=sending,placed', activity)
    await card(page, 'key-0').waitFor()
    expect(await page.locator('.order').first().innerText()).toMatch(/Sending\s+SIM Swap\s+Physical SIM 0610023941175/)
    expect(await card(page, 'key-0').innerText()).toContain('It is being sent now, once.')
    expect(await card(page, 'key-0').innerText()).toMatch(/By\s+Ada Kowalski/)
    expect(await card(page, 'key-1').innerText()).toMatch(/Placed, not confirmed yet[\s\S]*ORD00003930001/)
    expect(await page.getByRole('button', { name: /^All/ }).innerText()).toContain('7')
    expect(await page.getByRole('link', { name: /^Activity/ }).innerText()).toContain('3 open')
  })

  test('with an unknown outcome says what is done about it, and from when a person may decide', async () => {
    const page = await open('promises=unsure', activity)
    const words = await card(page, 'key-0').innerText()
    expect(words).toContain('Outcome unknown, checking')
    expect(words).toContain('Commsdesk is searching for it and will not send it again. Do not place it again.')
    expect(words).toMatch(/Searched once\. You can decide from \d\d:\d\d, after three searches\./)
    expect(await card(page, 'key-0').getByRole('button', { name: 'Decide…' }).getAttribute('aria-disabled')).toBe(
      'true',
    )
    expect(await page.locator('.subject').innerText()).toContain('1 outcome unknown')
    await page.keyboard.press('d')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('1')
    await page.getByRole('heading', { name: 'SIM Swap: outcome unknown, checking' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Show order' }).click()
    await card(page, 'key-0').waitFor()
  })

  test('says which other order the portal named', async () => {
    const page = await open('promises=named', activity)
    const words = await card(page, 'key-0').innerText()
    expect(words).toContain('The portal named another order')
    expect(words).toContain('It answered with ORD00003920007, which is another order.')
    expect(words).toContain('Do not place it again.')
    expect(await violations(page)).toEqual([])
    expect(await misfits(page)).toEqual([])
  })

  test('stands in the pane beside the list as well', async () => {
    const page = await open('promises=unsure,placed', '', { width: 1920, height: 1080 })
    await page.getByRole('row', { name: '0491 570 117' }).click()
    const pane = page.getByRole('complementary', { name: 'Service in the selected row' })
    await pane.getByText('Outcome unknown, checking').waitFor()
    await pane.getByText('Placed, not confirmed yet').waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('lists what may be it as what may be it', async () => {
    const page = await open('promises=candidates', activity)
    const words = await card(page, 'key-0').innerText()
    expect(words).toMatch(/Could be this one\s+ORD00003930103\s+In Progress, placed \d\d:\d\d, by Tom Ellery/)
    expect(words).toContain('not proof')
  })

  test('is decided by a person with both facts in view, a choice and a reason', async () => {
    const page = await open('promises=candidates', activity)
    await card(page, 'key-0').waitFor()
    await page.keyboard.press('d')
    const dialog = page.getByRole('dialog', { name: 'Outcome of this SIM Swap' })
    const words = await dialog.innerText()
    expect(words).toMatch(/Sent from this desk[\s\S]*Ada Kowalski[\s\S]*In the portal[\s\S]*ORD00003930103/)
    const record = dialog.getByRole('button', { name: 'Record the decision' })
    const buttons = await dialog.locator('.dialog__end').getByRole('button').allInnerTexts()
    expect(buttons[0]).toBe('Leave it open')
    await record.click({ force: true }) // off: nothing happens
    await dialog.getByText('Choose the outcome.').waitFor()
    await dialog.getByRole('radio', { name: 'It became an order' }).check()
    await dialog.getByText('Choose the order or enter its Order ID.').waitFor()
    await dialog.getByRole('radio', { name: 'ORD00003930105' }).check()
    await dialog.getByText('Enter a reason.').waitFor()
    await record.click({ force: true })
    await rest(page)
    expect(await mock(page, (desk) => desk.promises.asked)).toEqual([])
    await dialog.getByLabel('Why').fill('Mia of support, 10:58')
    await dialog.getByText('Commsdesk follows ORD00003930105').waitFor()
    expect(await violations(page)).toEqual([])
    await record.click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => mock(page, (desk) => desk.promises.asked)).toEqual([
      'decide key-0 ORD00003930105: Mia of support, 10:58',
    ])
    await card(page, 'key-0').getByText('Placed, not confirmed yet').waitFor()
    await expect.poll(() => spoken(page)).toContain('SIM Swap placed, ORD00003930105.')
  })

  test('is decided with an Order ID that is typed, or as none', async () => {
    const page = await open('promises=decidable,decidable', activity)
    await card(page, 'key-0').getByRole('button', { name: 'Decide…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('No listed order matches it.').waitFor()
    await dialog.getByRole('radio', { name: 'It became an order' }).check()
    await dialog.getByLabel('Order ID').fill(' ORD00003999999 ')
    await dialog.getByLabel('Why').fill('Seen in the portal')
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await dialog.waitFor({ state: 'detached' })
    await card(page, 'key-1').getByRole('button', { name: 'Decide…' }).click()
    await dialog.getByRole('radio', { name: 'The portal has no such order' }).check()
    await dialog.getByLabel('Why').fill('Mia looked')
    await dialog.getByText('It no longer blocks orders from this desk.').waitFor()
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await card(page, 'key-1').waitFor({ state: 'detached' })
    await expect.poll(() => mock(page, (desk) => desk.promises.asked)).toEqual([
      'decide key-0 ORD00003999999: Seen in the portal',
      'decide key-1 none: Mia looked',
    ])
  })

  test('stays open when somebody leaves it, and when the decision is refused', async () => {
    const page = await open('promises=cancel', activity)
    await card(page, 'key-0').getByRole('button', { name: 'Decide…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Outcome of the cancellation' })
    await dialog.getByRole('button', { name: 'Leave it open' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Decide…')
    await mock(page, (desk) => {
      desk.promises.failDecide = true
    })
    await page.keyboard.press('Enter')
    await dialog.getByRole('radio', { name: 'The order is being cancelled' }).check()
    await dialog.getByLabel('Why').fill('Seen')
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await dialog.getByRole('alert').getByText('It is too early to decide about this order.').waitFor()
    await expect.poll(() => mock(page, (desk) => desk.promises.asked)).toEqual(['decide key-0 ORD00003930875: Seen'])
    await page.keyboard.press('Escape')
    await card(page, 'key-0').waitFor()
  })

  test('is spoken about when it comes a step further, and at first sight not', async () => {
    const page = await open('promises=sending', activity)
    await card(page, 'key-0').waitFor()
    expect((await spoken(page)).trim()).toBe('')
    await mock(page, (desk) => desk.promises.turn('key-0', 'unsure'))
    await expect.poll(() => spoken(page)).toContain('SIM Swap: outcome unknown.')
    await mock(page, (desk) => desk.promises.turn('key-0', 'placed'))
    await expect.poll(() => spoken(page)).toContain('SIM Swap placed, ORD00003930001.')
    await mock(page, (desk) => desk.promises.turn('key-0', 'shown'))
    await card(page, 'key-0').waitFor({ state: 'detached' })
    const order = page.getByRole('region', { name: /ORD00003930001$/ })
    expect(await order.innerText()).toMatch(/Placed\s+from this desk, by Ada Kowalski/)
  })
})

describe('an order that support says has ended', () => {
  test('is closed here with a reason, shown as such, and taken back', async () => {
    const page = await open('', stuckOne)
    await page.getByRole('button', { name: 'Close here…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Close ORD00003929866 here?' })
    const words = await dialog.innerText()
    expect(words).toContain('It no longer blocks orders from this desk.')
    expect(words).toContain('The portal still shows it as In Progress. Nothing is sent.')
    expect(words).toContain('This ends when the portal reports anything new about it.')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    await dialog.getByRole('button', { name: 'Close it here' }).click({ force: true }) // off: nothing happens
    await rest(page)
    expect(await mock(page, (desk) => desk.promises.asked)).toEqual([])
    await dialog.getByLabel('What support said, and who').fill('Mia, case 4411: done by hand')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Close it here' }).click()
    const order = page.getByRole('region', { name: /ORD00003929866$/ })
    await order.getByRole('heading', { name: /^Closed here by Ada Kowalski, Today/ }).waitFor()
    const closed = await order.innerText()
    expect(closed).toMatch(/In Progress\s+Closed here\s+SIM Swap/)
    expect(closed).toContain('“Mia, case 4411: done by hand”')
    expect(closed).not.toContain('Stuck')
    expect(await page.locator('.subject').innerText()).not.toContain('stuck')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('1')
    await page.locator('.latest').getByText('Closed here').waitFor()
    await page.keyboard.press('5')
    await order.getByRole('button', { name: 'Reopen' }).click()
    await order.getByRole('heading', { name: 'Contact support before doing anything else' }).waitFor()
    await expect.poll(() => mock(page, (desk) => desk.promises.asked)).toEqual([
      'close svc-000003 ORD00003929866: Mia, case 4411: done by hand',
      'reopen ORD00003929866',
    ])
  })

  test('is closed here too when the portal has never shown it', async () => {
    const page = await open('promises=late', activity)
    await card(page, 'key-0').getByRole('button', { name: 'Close here…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Close ORD00003930002 here?' })
    await dialog.getByText('The portal does not show it. Nothing is sent.').waitFor()
    await dialog.getByRole('button', { name: 'Leave it open' }).click()
    await card(page, 'key-0').waitFor()
  })

  test('can be asked to be cancelled, or says why not', async () => {
    const page = await open('', stuckOne)
    const link = page.getByRole('link', { name: 'Ask to cancel this order…' })
    expect(await link.getAttribute('href')).toBe('#/services/svc-000003/advanced/cancelOrder/ORD00003929866')
    await page.goto(page.url().replace('#', '&cancelOff=This portal cannot cancel orders.#'))
    await page.getByText('This portal cannot cancel orders.').waitFor()
    expect(await link.count()).toBe(0)
    const off = page.getByRole('button', { name: 'Ask to cancel this order…' })
    expect(await off.getAttribute('aria-disabled')).toBe('true')
  })
})

test('what is to be told to the customer next is there to be copied', async () => {
  const page = await open('here=1', '#/services/svc-000020/activity')
  await page.getByText('Now ask the customer to restart the phone and test what was changed.').waitFor()
  await page.getByRole('button', { name: 'Copy the next step' }).click()
  await expect.poll(() => mock(page, (desk) => desk.copies)).toEqual([
    'Now ask the customer to restart the phone and test what was changed.',
  ])
  await page.getByText('from this desk, by Ada Kowalski').waitFor()
})

describe('a service in the making', () => {
  test('stands above the list while there is one, and opens the same details', async () => {
    const page = await open('making=decidable,sending,sending,sending')
    const strip = page.getByRole('list', { name: 'Sent from here, not confirmed yet' })
    await strip.getByText('Activation for Harriet Lowe: outcome unknown, checking').waitFor()
    expect(await strip.getByRole('listitem').count()).toBe(4)
    await strip.getByRole('button', { name: 'and 1 more' }).click()
    await strip
      .getByRole('button', { name: /outcome unknown/ })
      .first()
      .click()
    await page.getByRole('dialog', { name: 'Activation' }).getByText('Everyday 60').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Decide…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Outcome of this Activation' })
    await dialog.getByRole('radio', { name: 'The portal has no such order' }).check()
    await dialog.getByLabel('Why').fill('Mia looked')
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await strip.getByText(/outcome unknown/).waitFor({ state: 'detached' })
    await mock(page, (desk) => desk.promises.turn('key-11', 'placed'))
    await strip.getByText('Activation for Harriet Lowe: placed, not confirmed yet').waitFor()
    await expect.poll(() => spoken(page)).toContain('Activation placed')
  })

  test('says loudly that somebody else was as quick, as long as both are open', async () => {
    const page = await open('making=raced')
    const strip = page.getByRole('list', { name: 'Sent from here, not confirmed yet' })
    await strip.getByText('Activation for Harriet Lowe: another order is open too').waitFor()
    await strip.getByRole('button', { name: /another order/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Activation' })
    await dialog.getByText('It is for the same SIM').waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('link', { name: 'ORD00003920011' }).click()
    await expect.poll(() => page.url()).toContain('svc-000002')
  })

  test('takes no room when there is none', async () => {
    const page = await open()
    await page.getByRole('grid').waitFor()
    expect(await page.locator('.making').count()).toBe(0)
  })
})

describe('every screen can be used by everybody, in every size', () => {
  const screens: [string, string, string][] = [
    ['usage', '', usageTab],
    ['usage over', 'usage=over', usageTab],
    ['usage off', 'usage=off', usageTab],
    ['usage never read', 'usage=never&usageFails=1', usageTab],
    ['promises', 'promises=sending,unsure,placed,candidates,late', activity],
    ['next step', 'here=1', '#/services/svc-000020/activity'],
    ['in the making', 'making=sending,decidable,placed', ''],
  ]
  const looks: [string, Look][] = [
    ['light', {}],
    ['dark', { dark: true }],
    ['small', { width: 1024, height: 640 }],
    ['large', { width: 1920, height: 1080 }],
  ]
  for (const [name, wants, hash] of screens) {
    for (const [look, how] of looks) {
      test(`${name}, ${look}`, async () => {
        const page = await open(wants, hash, how)
        await rest(page)
        expect(await violations(page)).toEqual([])
        expect(await misfits(page)).toEqual([])
      })
    }
  }
})
