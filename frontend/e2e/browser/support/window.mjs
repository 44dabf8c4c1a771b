// The window in the words of those who use it.
import { until } from './processes.mjs'

export const grid = (page) => page.getByRole('grid', { name: 'List of services' })
export const search = (page) => page.getByRole('searchbox', { name: 'Search services' })
export const button = (page, name) => page.getByRole('button', { name })
export const isOff = async (control) => (await control.getAttribute('aria-disabled')) === 'true'
export const turnsOn = (control) => until('it is on', async () => !(await isOff(control)))
export const headline = (page) => page.getByRole('heading', { level: 1 })

/** The rows in sight, each as its cells. */
export const rows = (page) =>
  page.$$eval('[role="grid"] [role="row"]:has([role="rowheader"] a)', (found) =>
    found
      .sort((a, b) => Number(a.ariaRowIndex ?? 0) - Number(b.ariaRowIndex ?? 0))
      .map((row) => {
        const [number, customer, plan, platform, state, open, last] = [...row.children].map((cell) => cell.innerText.trim())
        return { number, customer, plan, platform, state, open, last }
      }),
  )

export const numbers = async (page) => (await rows(page)).map((row) => row.number)

/** The numbers in sight once they no longer change, and nothing is asked that could change them: what a pass read shows a moment after the header says that it ended. */
export async function atRest(page) {
  let last
  return until('the list is at rest', async () => {
    const before = last
    last = await numbers(page)
    await page.waitForTimeout(1000)
    return String(before) === String(last) && (await page.evaluate(() => window.story.asking === 0)) && last
  })
}

/** How many services match, of how many. */
export async function counted(page) {
  const [, some, all] = /^([\d,]+)(?: of ([\d,]+))? service/.exec(await page.locator('.foot__say').innerText()) ?? []
  const read = (text) => Number((text ?? '0').replaceAll(',', ''))
  return { matching: read(some), total: read(all ?? some) }
}

/** Waits until there are rows. */
export async function shown(page, seconds) {
  await until('there are rows', async () => (await rows(page)).length > 0, seconds)
}

/** Waits until nothing is left out. */
export const everything = (page) =>
  until('every service is listed', async () => {
    const { matching, total } = await counted(page)
    return total > 0 && matching === total && (await rows(page)).length > 1
  })

/** Searches from an empty field, so that nothing is answered by what was there before, and waits for the rows. */
export async function find(page, text, are) {
  await search(page).fill('')
  await everything(page)
  await search(page).fill(text)
  return until(`“${text}” finds what it should`, async () => {
    const found = await rows(page)
    return are(found) ? found : false
  })
}

/** Opens a service from the list. */
export async function openService(page, number, tab = 'activity') {
  await find(page, number, (found) => found.length === 1 && found[0].number === number)
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('navigation', { name: 'Service' }).waitFor()
  await page.getByRole('navigation', { name: 'Service' }).getByRole('link', { name: tab === 'overview' ? /^Overview/ : /^Activity/ }).click()
}

/** One action of the activity, by its Order ID. */
export const action = (page, id) => page.getByRole('region', { name: new RegExp(`${id}$`) })

/** The header about freshness: its sync status and its two lines. */
export async function freshness(page) {
  const fact = page.locator('header .fact')
  return { sync: await fact.getAttribute('data-sync'), words: (await fact.innerText()).replaceAll('\n', ' ') }
}

export async function synced(page, wanted, seconds) {
  return until(`the sync status is ${wanted}`, async () => {
    const now = await freshness(page)
    return now.sync === wanted ? now : false
  }, seconds)
}
