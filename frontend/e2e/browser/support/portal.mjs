// Starts a simulated portal in a process of its own, which can be killed as a real one can.
import { built, freePort, start, until } from './processes.mjs'

/** A portal on a port. The same port and seed give the same portal again. */
export async function openPortal({ port, services = 300, faults = [] } = {}) {
  const at = port ?? (await freePort())
  const args = ['-addr', `127.0.0.1:${at}`, '-services', String(services), '-seed', '7', ...faults.flatMap((fault) => ['-fault', fault])]
  const program = start(built('portalsim'), args)
  await until('the portal listens', () => program.out.includes('Ctrl-C ends it'), 60)
  const base = `http://127.0.0.1:${at}/tmf-api`
  return {
    port: at,
    inventory: `${base}/serviceInventory/v4`,
    ordering: `${base}/serviceOrdering/v4`,
    usage: `${base}/usage/v4`,
    catalog: `${base}/productCatalogManagement/v4`,
    /** As a machine dies: in the middle of whatever it does. */
    async kill() {
      program.kill('SIGKILL')
      await program.ended
    },
    stop: program.stop,
  }
}
