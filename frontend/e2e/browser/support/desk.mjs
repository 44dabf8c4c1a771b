// Starts the program itself, built so that its window is served to a browser as well.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, folder, freePort, patience, root, start, until } from './processes.mjs'

export const passphrase = 'correct horse battery'

// A bus that is not there: no keychain answers, and no other program of the machine is asked.
const alone = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', NO_AT_BRIDGE: '1' }

/** A data folder with the configuration of a portal, or with none. */
export function office(portal) {
  const dir = folder()
  if (portal !== undefined) configure(dir, profile(portal))
  return dir
}

export function configure(dir, text) {
  writeFileSync(join(dir, 'config.toml'), text, { mode: 0o600 })
}

/** A portal without usage or a catalog is one that has no address for it. */
export const profile = ({ inventory, ordering, usage, catalog, productOrdering, productInventory, agreement }) => `[[profile]]
name = "Provider"
place = "test"
role = "deliveryTeam"
auth = "none"
[profile.api]
service_inventory = "${inventory}"
service_ordering = "${ordering}"
${usage === undefined ? '' : `usage = "${usage}"\n`}${catalog === undefined ? '' : `catalog = "${catalog}"\n`}${productOrdering === undefined ? '' : `product_ordering = "${productOrdering}"\nproduct_inventory = "${productInventory}"\nagreement = "${agreement}"\n`}[profile.support]
name = "Provider support"
phone = "1300 555 010"
email = "support@provider.example"
`

/** A file with the passphrase, for a desk that shall not ask for it. */
export function passphraseFile() {
  const path = join(folder(), 'passphrase')
  writeFileSync(path, `${passphrase}\n`, { mode: 0o600 })
  return path
}

/** Opens the window and answers when it is served. With a bus, a second start finds it. */
export async function openDesk(args, { bus = false } = {}) {
  const port = await freePort()
  const program = start(built('commsdesk-dev'), args, { ...(bus ? {} : alone), assetdir: join(root, 'frontend/dist'), devserver: `127.0.0.1:${port}` })
  const url = `http://127.0.0.1:${port}`
  await until(`the window is served (it said: ${program.errors})`, async () => {
    if (program.code !== undefined) throw new Error(`it ended with ${program.code}: ${program.errors}`)
    return (await fetch(url)).ok
  })
  return { url, stop: program.stop }
}

/** Starts the program once more, as a link does that is clicked, and waits until it has handed over and ended. */
export async function startAgain(args) {
  const program = start(built('commsdesk-dev'), args, { assetdir: join(root, 'frontend/dist'), devserver: `127.0.0.1:${await freePort()}` })
  const late = setTimeout(() => program.stop(), patience * 1000)
  const code = await program.ended
  clearTimeout(late)
  return { code, errors: program.errors }
}

/** Reads everything once, without a window: exit code, and what it said. */
export async function sync(args) {
  const program = start(built('commsdesk-dev'), ['sync', ...args], alone)
  const code = await program.ended
  return { code, out: program.out, errors: program.errors }
}
