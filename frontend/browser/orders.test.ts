// Stories of placing orders in the real window, over the mock.
import type { Locator, Page } from 'playwright-core'
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

const service = '#/services/svc-000004'
const swap = `${service}/advanced/simSwap`

async function open(wants: string, hash: string, look: Look = {}): Promise<Page> {
  opened = await browser.open(wants, look, hash)
  await opened.page.locator('.form').waitFor()
  return opened.page
}

type Orders = { placed: string[]; read: string[][]; kept: number; guard: string; answer: string; checks: string }
const orders = <T>(page: Page, use: (desk: Orders) => T) =>
  page.evaluate(`(${use})(window.mockDesk.orders)`) as Promise<T>
const placed = (page: Page) => orders(page, (desk) => desk.placed)

const sim = (page: Page) => page.getByLabel('SIM number')
const place = (page: Page, name = 'Place SIM swap') => page.getByRole('button', { name })
const why = (page: Page) => page.locator('.form__why')
const result = (page: Page) => page.getByRole('group', { name: 'Outcome' })
const guard = (page: Page) => page.getByRole('region', { name: 'Before you send' }).locator('.notice')
const list = (page: Page) => page.getByRole('navigation', { name: 'Actions' })
const isOff = async (button: Locator) => (await button.getAttribute('aria-disabled')) === 'true'
const described = (field: Locator) =>
  field.evaluate((el) => document.getElementById(el.getAttribute('aria-describedby') ?? '')?.textContent ?? '')

/** A SIM swap that nothing speaks against, filled in. */
async function filled(wants: string): Promise<Page> {
  const page = await open(`guard=allowed${wants}`, swap)
  await sim(page).fill('0610023941175')
  await page.getByText(/Draft saved/).first().waitFor()
  await rest(page)
  return page
}

/** Keeps an answer of the program back while something is done. */
async function meanwhile(page: Page, call: string, act: () => Promise<unknown>) {
  await page.evaluate(`window.mockDesk.hold('${call}')`)
  await act()
  await page.evaluate(`window.mockDesk.letGo('${call}')`)
}

describe('the actions', () => {
  test('say what would come of each now, by shape and word', async () => {
    const page = await open('', '#/services/svc-000003/advanced')
    await expect.poll(() => list(page).getByRole('link').allInnerTexts()).toEqual([
      'SIM swap\nBlocked: a SIM swap is open',
      'Change plan\nWarning: a SIM swap is open',
      'Cancel service\nBlocked: a SIM swap is open',
      'Number port\nWarning: a SIM swap is open',
    ])
    const shapes = await list(page).locator('.glyph').evaluateAll((found) => found.map((svg) => svg.innerHTML))
    expect(new Set(shapes).size).toBe(2)
    expect(await list(page).locator('[aria-current=page]').innerText()).toContain('SIM swap')
  })

  test('that are not possible say why, and show no button', async () => {
    const page = await open('guard=allowed', '#/services/svc-000003/packs')
    expect(await page.locator('.form').innerText()).toContain('On platform 2.0 travel packs are ordered by SMS')
    expect(await page.getByRole('button', { name: /travel pack/i }).count()).toBe(0)
    const offer = await open('guard=allowed&offer=none', swap)
    await expect.poll(() => list(offer).innerText()).toContain('No plans are known')
  })

  test('begin a service from the list of services', async () => {
    opened = await browser.open('', {}, '')
    const { page } = opened
    await page.getByRole('link', { name: 'Port a number in…' }).click()
    await page.getByLabel('Losing provider').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Activate…' }).click()
    await page.getByRole('heading', { name: 'Activate a service' }).waitFor()
    expect(await page.title()).toBe('Commsdesk · Production · New service')
  })
})

describe('a form', () => {
  test('counts digits, and shows a mistake only once the field was left', async () => {
    const page = await open('guard=allowed', swap)
    expect(await described(sim(page))).toBe('The 13 digits printed on the card, not the phone number.')
    await sim(page).pressSequentially('061002394')
    await page.getByText('9 of 13').waitFor()
    await rest(page) // what is wrong with it is known by now
    expect(await sim(page).getAttribute('aria-invalid')).toBeNull()
    await page.keyboard.press('Tab')
    await expect.poll(() => sim(page).getAttribute('aria-invalid')).toBe('true')
    expect(await described(sim(page))).toMatch(/^This has 9 digits; a SIM number has 13/)
    await sim(page).fill('0610023941175')
    await expect.poll(() => sim(page).getAttribute('aria-invalid')).toBeNull()
    await page.getByText('13 of 13').waitFor()
  })

  test('that is placed with mistakes shows them all, sends nothing, and goes to the first', async () => {
    const page = await open('', '#/new/activation')
    await place(page, 'Activate the service').click()
    await page.getByText('The customer is missing. Enter whose service this will be.').waitFor()
    for (const mistake of ['No plan is chosen', 'The SIM number is missing', 'It is not said where the number comes from'])
      expect(await page.getByText(mistake).count()).toBe(1)
    await expect.poll(() => page.evaluate(() => document.activeElement === document.querySelector('.form input'))).toBe(true)
    await rest(page)
    expect(await placed(page)).toEqual([])
    expect(await why(page).innerText()).toContain('Not sent. Correct the marked fields.')
  })

  test('hides the number of an E-SIM and sends none, and gives it back', async () => {
    const page = await filled('')
    await page.getByLabel('E-SIM').check()
    expect(await sim(page).count()).toBe(0)
    await page.getByText('The new E-SIM is issued once.').waitFor()
    await page.getByLabel('Physical SIM').check()
    expect(await sim(page).inputValue()).toBe('0610023941175')
  })

  test('shows the plans, and which is the current one', async () => {
    const page = await open('guard=allowed', `${service}/advanced/changePlan`)
    const current = page.locator('.plan--current')
    expect(await current.innerText()).toContain('Current Plan')
    expect(await current.getByRole('radio').count()).toBe(0)
    expect(await why(page).innerText()).toBe('Choose a plan to continue.')
    await page.getByRole('radio', { name: /Business 200/ }).check()
    await page.getByText('Business 200 takes effect on 27 November 2026.').waitFor()
    await place(page, 'Place plan change').click()
    await page.getByText('Placed: ORD00003927999').waitFor()
  })

  test('cancels a service only when its number was typed again', async () => {
    const page = await open('guard=allowed', `${service}/advanced/cancelService`)
    const button = place(page, 'Cancel the service')
    expect(await why(page).innerText()).toBe('Type the number again to continue.')
    expect([await isOff(button), await button.getAttribute('disabled')]).toEqual([true, null])
    await button.focus() // it is off, and can still be reached
    expect(await button.evaluate((el) => el === document.activeElement)).toBe(true)
    await button.click({ force: true })
    await page.keyboard.press('Control+Enter')
    expect(await page.locator('.will .final').count()).toBe(3)
    const again = page.getByLabel('Type the number again')
    await again.fill('0491 570 118')
    await page.keyboard.press('Tab')
    await page.getByText('This is not the number of this service').waitFor()
    await rest(page)
    expect(await placed(page)).toEqual([])
    await again.fill('0491 570 117')
    await expect.poll(() => isOff(button)).toBe(false)
    expect(await button.getAttribute('class')).toContain('button--danger')
    await button.click()
    await page.getByText('Placed: ORD00003927999').waitFor()
    await rest(page)
    expect(await placed(page)).toEqual(['cancelService'])
  })

  test('asks of a ported number what the losing provider goes by', async () => {
    const page = await open('', '#/new/numberPort')
    await page.getByRole('radio', { name: /Postpaid/ }).check()
    await page.getByRole('textbox', { name: 'Account number' }).fill('88012')
    await page.getByRole('radio', { name: /Prepaid/ }).check()
    expect(await page.getByRole('textbox', { name: 'Account number' }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Date of birth' }).fill('1990-02-28')
    expect(await described(page.getByRole('textbox', { name: 'Date of birth' }))).toBe('Wednesday 28 February 1990')
  })

  test('turns switches, and sends only what was changed', async () => {
    const page = await open('guard=allowed', `${service}/features`)
    const forwarding = page.getByRole('switch', { name: 'Call forwarding' })
    expect(await why(page).innerText()).toBe('Change a feature to continue.')
    await forwarding.check()
    await page.getByText('Off to On').waitFor()
    await page.getByText('Call forwarding changes from Off to On.').waitFor()
    await forwarding.uncheck()
    await expect.poll(() => page.getByText('Off to On').count()).toBe(0)
    await forwarding.check()
    await place(page, 'Place feature update').click()
    await page.getByText('Placed: ORD00003927999').waitFor()
  })

  test('orders a travel pack from a day on', async () => {
    const page = await open('guard=allowed', '#/services/svc-000006/packs')
    expect(await page.getByLabel('Starts on').inputValue()).toBe('2026-11-22')
    await page.getByRole('radio', { name: /Asia 14 days/ }).check()
    await page.getByText('Asia 14 days starts on 2026-11-22.').waitFor()
    await place(page, 'Order travel pack').click()
    await page.getByText('Placed: ORD00003927999').waitFor()
  })

  test('asks the portal to cancel an order', async () => {
    const page = await open('guard=allowed', '#/services/svc-000003/advanced/cancelOrder/ORD00003927848')
    expect(await page.locator('.form').innerText()).toContain('ORD00003927848')
    await page.getByText('It decides whether that is still possible').waitFor()
    await place(page, 'Cancel the order').click()
    await page.getByText('Placed: ORD00003927999').waitFor()
  })
})

describe('a draft', () => {
  test('is kept while somebody types, and is there again', async () => {
    const page = await open('guard=allowed', swap)
    expect(await why(page).innerText()).toBe('')
    await sim(page).fill('06100239')
    await page.getByLabel('Note for the journal').fill('Customer asked twice.')
    await expect.poll(() => why(page).innerText()).toMatch(/Draft saved \d\d:\d\d\./)
    await page.getByRole('navigation', { name: 'Service' }).getByRole('link', { name: 'Overview' }).click()
    await page.locator('.panels').waitFor()
    await page.goBack()
    await expect.poll(() => sim(page).inputValue()).toBe('06100239')
    expect(await page.getByLabel('Note for the journal').inputValue()).toBe('Customer asked twice.')
    expect(await list(page).innerText()).toMatch(/Draft saved/)
  })

  test('is kept at once with Ctrl S, and when one leaves with Esc', async () => {
    const page = await open('guard=allowed', swap)
    await sim(page).fill('0610')
    await page.keyboard.press('Control+s')
    await expect.poll(() => orders(page, (desk) => desk.kept)).toBe(1)
    await sim(page).fill('06100')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor()
    await expect.poll(() => orders(page, (desk) => desk.kept)).toBe(2)
    await page.goBack()
    await expect.poll(() => sim(page).inputValue()).toBe('06100')
  })

  test('of a cancellation does not keep the number that was typed again', async () => {
    const page = await open('guard=allowed', `${service}/advanced/cancelService`)
    await page.getByLabel('Type the number again').fill('0491 570 117')
    await page.getByLabel('Note for the journal').fill('Asked by phone.')
    await page.getByText(/Draft saved/).first().waitFor()
    await list(page).getByRole('link', { name: /SIM swap/ }).click()
    await sim(page).waitFor()
    await list(page).getByRole('link', { name: /Cancel service/ }).click()
    await expect.poll(() => page.getByLabel('Note for the journal').inputValue()).toBe('Asked by phone.')
    expect(await page.getByLabel('Type the number again').inputValue()).toBe('')
  })

  test('is deleted when somebody says so', async () => {
    const page = await filled('')
    await page.getByRole('button', { name: 'Delete draft' }).click()
    expect(await sim(page).inputValue()).toBe('')
    await expect.poll(() => why(page).innerText()).toBe('')
    expect(await isOff(page.getByRole('button', { name: 'Delete draft' }))).toBe(true)
  })
})

describe('placing', () => {
  test('a double click places one order', async () => {
    const page = await filled('')
    await meanwhile(page, 'place', () => place(page).dblclick())
    await page.getByText('Placed: ORD00003927999').waitFor()
    await rest(page)
    expect(await placed(page)).toEqual(['simSwap'])
    expect(await page.getByRole('link', { name: 'Show order' }).getAttribute('href')).toBe(`${service}/activity/ORD00003927999`)
  })

  test.each(['placed', 'refused', 'throws', 'unsure'])('a held Enter places one order, which is %s', async (answer) => {
    const page = await filled(`&answer=${answer}&answerAfter=120`)
    await place(page).focus()
    for (let i = 0; i < 12; i++) {
      await page.keyboard.down('Enter') // pressed again and again without being let go: the key repeats
      await page.waitForTimeout(40)
    }
    await page.keyboard.up('Enter')
    await result(page).waitFor()
    await rest(page)
    expect(await placed(page)).toEqual(['simSwap'])
  })

  test('Ctrl Enter, again and again, places one order', async () => {
    const page = await filled('')
    await sim(page).focus()
    await meanwhile(page, 'place', async () => {
      for (let i = 0; i < 5; i++) await page.keyboard.press('Control+Enter')
    })
    await page.getByText('Placed: ORD00003927999').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Enter')
    await rest(page)
    expect(await placed(page)).toEqual(['simSwap'])
  })

  test('Enter in a field places nothing', async () => {
    const page = await filled('')
    await sim(page).press('Enter')
    await rest(page)
    expect(await placed(page)).toEqual([])
  })

  test('says so, takes the focus, and leaves an empty form', async () => {
    const page = await filled('')
    await place(page).click()
    await page.getByText('Placed: ORD00003927999').waitFor()
    await expect.poll(() => result(page).evaluate((el) => el === document.activeElement)).toBe(true)
    expect(await sim(page).count()).toBe(0)
    await page.getByRole('button', { name: 'Start another SIM swap' }).click()
    expect(await sim(page).inputValue()).toBe('')
    expect(await why(page).innerText()).not.toContain('Draft saved')
  })

  test('says loudly when others are open beside it', async () => {
    const page = await filled('&answer=beside')
    await place(page).click()
    await page.getByText('Another order is open too').waitFor()
    expect(await result(page).getByRole('link', { name: 'ORD00003920011' }).getAttribute('href')).toContain('/activity/ORD00003920011')
  })

  test('that is refused shows the portal’s sentence, and the draft stays', async () => {
    const page = await filled('&answer=refused')
    await place(page).click()
    await page.getByText('“The SIM is already assigned to another service.”').waitFor()
    expect(await sim(page).inputValue()).toBe('0610023941175')
    await orders(page, (desk) => {
      desk.answer = 'placed'
    })
    await sim(page).fill('0610023941176')
    await place(page).click()
    await page.getByText('Placed: ORD00003927999').waitFor()
    expect((await placed(page)).length).toBe(2)
  })

  test.each([
    ['notSent', 'The portal could not be reached'],
    ['throws', 'The portal cannot be reached'],
  ])('that did not go out (%s) says so beside the button', async (answer, said) => {
    const page = await filled(`&answer=${answer}`)
    await place(page).click()
    await result(page).getByText(said).waitFor()
    expect(await result(page).innerText()).toMatch(/Nothing was sent[\s\S]*Your draft stays\./)
    expect(await sim(page).inputValue()).toBe('0610023941175')
  })

  test('of which nobody knows the end is being looked up, and not placed again', async () => {
    const page = await filled('&answer=unsure')
    await place(page).click()
    await page.getByText('Outcome unknown').waitFor()
    expect(await result(page).innerText()).toMatch(/Commsdesk is checking[\s\S]*Do not place it again/)
    expect(await page.getByRole('link', { name: 'Show activity' }).getAttribute('href')).toBe(`${service}/activity`)
    await page.keyboard.press('Control+Enter')
    await rest(page)
    expect(await placed(page)).toEqual(['simSwap'])
  })

  test('that is blocked at the last moment shows what came in between', async () => {
    const page = await filled('&answer=blocked')
    await place(page).click()
    await result(page).getByText('Nothing was sent').waitFor()
    await guard(page).getByText('Blocked: a').waitFor()
    expect(await isOff(place(page))).toBe(true)
    expect(await guard(page).getByRole('link', { name: 'Show order' }).getAttribute('href')).toMatch(/\/activity\/ORD/)
  })

  test('is busy until it is answered, wherever somebody goes meanwhile', async () => {
    const page = await filled('')
    const before = await place(page).boundingBox()
    await meanwhile(page, 'place', async () => {
      await place(page).click()
      await page.locator('button[aria-busy=true]').waitFor()
      expect((await page.locator('button[aria-busy=true]').boundingBox())?.width).toBe(before?.width)
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor()
      await page.goBack()
      await page.locator('button[aria-busy=true]').waitFor()
      await page.keyboard.press('Control+Enter')
    })
    await page.getByText('Placed: ORD00003927999').waitFor()
    await rest(page)
    expect(await placed(page)).toEqual(['simSwap'])
  })

  test('typed and placed in one breath is checked first', async () => {
    const page = await open('guard=allowed', swap)
    await sim(page).fill('0610023')
    await page.keyboard.press('Control+Enter')
    await page.getByText('This has 7 digits').waitFor()
    await rest(page)
    expect(await placed(page)).toEqual([])
    await meanwhile(page, 'checkDraft', async () => {
      await page.getByLabel('E-SIM').check()
      await page.locator('.beside[aria-busy=true]').waitFor()
      await page.keyboard.press('Control+Enter') // what the E-SIM brings with it is not shown yet
    })
    await result(page).getByText('Your last change affects what will happen').waitFor()
    expect(await page.locator('.beside[aria-busy=true]').count()).toBe(0)
    await rest(page)
    expect(await placed(page)).toEqual([])
    await page.keyboard.press('Control+Enter')
    await page.getByText('Placed: ORD00003927999').waitFor()
  })
})

describe('the guard', () => {
  test('blocks with the order, its age, and whom to ask first', async () => {
    const page = await open('', '#/services/svc-000003/advanced/simSwap')
    await guard(page).getByText('Blocked: a SIM swap is open').waitFor()
    const link = guard(page).getByRole('link', { name: /^ORD/ })
    const id = await link.innerText()
    expect(await why(page).innerText()).toBe(`Unavailable while ${id} is open.`)
    expect(await guard(page).getByRole('button', { name: 'Copy for support' }).count()).toBe(1)
    await sim(page).fill('0610023941175')
    await place(page).click({ force: true })
    await page.keyboard.press('Control+Enter')
    await rest(page)
    expect(await placed(page)).toEqual([])
    await link.click()
    await page.getByRole('region', { name: new RegExp(`${id}$`) }).waitFor()
  })

  test('warns, and waits until each warning was read', async () => {
    const page = await open('guard=two', `${service}/advanced/changePlan`)
    await page.getByRole('radio', { name: /Everyday 60/ }).check()
    await expect.poll(() => why(page).innerText()).toMatch(/^Read the warnings to continue\./)
    const ticks = guard(page).getByRole('checkbox', { name: 'I have read this' })
    await ticks.nth(0).check()
    expect(await isOff(place(page, 'Place plan change'))).toBe(true)
    await ticks.nth(1).check()
    await expect.poll(() => isOff(place(page, 'Place plan change'))).toBe(false)
    await place(page, 'Place plan change').click()
    await page.getByText('Placed: ORD00003927999').waitFor()
    expect((await orders(page, (desk) => desk.read))[0]?.length).toBe(2)
  })

  test('has a new warning read anew, and says it aloud', async () => {
    const page = await filled('')
    expect(await isOff(place(page))).toBe(false)
    await orders(page, (desk) => {
      desk.guard = 'warned'
    })
    await page.getByText('Check the warnings first:', { exact: false }).waitFor() // the form looks again by itself
    expect(await isOff(place(page))).toBe(true)
    expect(await page.locator('[aria-live=polite]').allInnerTexts()).toContain('Check the warnings first.')
  })

  test('that cannot be asked turns the button off and says why', async () => {
    const page = await open('guard=allowed&checks=fail', swap)
    await page.getByText('could not be read').waitFor()
    expect(await isOff(place(page))).toBe(true)
    expect(await why(page).innerText()).toBe('Unavailable until it is checked.')
  })

  test('on a desk that keeps nothing places nothing', async () => {
    const page = await open('guard=allowed&keeps=no', swap)
    await page.getByRole('heading', { name: 'Orders cannot be placed from this desk' }).waitFor()
    expect(await isOff(place(page))).toBe(true)
    await sim(page).fill('0610023941175')
    await page.keyboard.press('Control+Enter')
    await rest(page)
    expect(await placed(page)).toEqual([])
  })
})

describe('it fits, and can be used by everybody', () => {
  const forms: [string, string][] = [
    ['', '#/services/svc-000003/advanced/simSwap'],
    ['guard=two', `${service}/advanced/changePlan`],
    ['guard=allowed', `${service}/advanced/cancelService`],
    ['guard=stuck', `${service}/advanced/numberPort`],
    ['guard=allowed', '#/services/svc-000003/advanced/cancelOrder/ORD00003927848'],
    ['guard=allowed', `${service}/features`],
    ['guard=allowed', '#/services/svc-000006/packs'],
    ['', '#/new/activation'],
  ]
  const sizes: [number, number][] = [
    [1024, 640],
    [1280, 800],
    [1920, 1080],
  ]
  for (const [wants, hash] of forms) {
    test.each(sizes)(`${hash} ${wants}, %i x %i`, async (width, height) => {
      const page = await open(wants, hash, { width, height })
      await page.locator('.will, .switches, .radio').first().waitFor()
      expect(await misfits(page)).toEqual([])
    })
    test.each([false, true])(`${hash} ${wants}, dark: %s`, async (dark) => {
      const page = await open(wants, hash, { dark })
      await page.locator('.will, .switches, .radio').first().waitFor()
      expect(await violations(page)).toEqual([])
    })
  }

  test.each(['placed', 'refused', 'unsure', 'blocked', 'beside'])('what became of it: %s', async (answer) => {
    for (const dark of [false, true]) {
      if (dark) await opened?.page.close()
      opened = await browser.open(`guard=allowed&answer=${answer}`, { dark }, swap)
      const { page } = opened
      await sim(page).fill('0610023941175')
      await place(page).click()
      await result(page).waitFor()
      await rest(page)
      expect(await violations(page)).toEqual([])
      expect(await misfits(page)).toEqual([])
    }
  })

  test('the button stays in sight in a small window', async () => {
    const page = await open('guard=allowed', `${service}/advanced/changePlan`, { width: 1024, height: 640 })
    const box = await place(page, 'Place plan change').boundingBox()
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThan(640)
  })
})
