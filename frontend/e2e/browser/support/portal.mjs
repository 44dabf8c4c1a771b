// Starts a simulated portal in a process of its own, which can be killed as a real one can.
import { built, freePort, start, until } from './processes.mjs'

/** A portal on a port. The same port and seed give the same portal again. */
export async function openPortal({ port, services = 300, faults = [], still = false, requests, personality, lateServices = false } = {}) {
  const at = port ?? (await freePort())
  const args = ['-addr', `127.0.0.1:${at}`, '-services', String(services), '-seed', '7', ...(lateServices ? ['-late-services'] : []), ...(still ? ['-still-requests'] : []), ...(requests === undefined ? [] : ['-requests', String(requests)]), ...(personality === undefined ? [] : ['-personality', personality]), ...faults.flatMap((fault) => ['-fault', fault])]
  const program = start(built('portalsim'), args)
  await until('the portal listens', () => program.out.includes('Ctrl-C ends it'))
  const base = `http://127.0.0.1:${at}/tmf-api`
  return {
    port: at,
    inventory: `${base}/serviceInventory/v4`,
    ordering: `${base}/serviceOrdering/v4`,
    usage: `${base}/usage/v4`,
    catalog: `${base}/productCatalogManagement/v4`,
    productOrdering: `${base}/productOrderingManagement/v4`,
    productInventory: `${base}/productInventory/v4`,
    agreement: `${base}/agreementManagement/v4`,
    /** As somebody else in the portal does: sets the status of a subscription request. */
    async act(id, status) {
      const { productOrderItem } = await (await fetch(`${base}/productOrderingManagement/v4/productOrder/${id}`)).json()
      productOrderItem[0].product.productCharacteristic.push({ name: 'requestedStatus', value: status })
      const answer = await fetch(`${base}/productOrderingManagement/v4/productOrder/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json;charset=utf-8' },
        body: JSON.stringify({ productOrderItem, relatedParty: [{ id: 'jonas.weber', name: 'Jonas Weber', role: 'reviewer', '@type': 'RelatedParty', '@referredType': 'Individual' }] }),
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    },
    /** As a colleague does: orders a new service, and returns the Order ID. */
    async activate(customer) {
      const answer = await fetch(`${base}/serviceOrdering/v4/serviceOrder`, {
        method: 'POST',
        headers: { 'content-type': 'application/json;charset=utf-8' },
        body: JSON.stringify({
          '@type': 'ServiceOrder',
          category: 'activation',
          relatedParty: [{ id: 'CUS1', name: customer, role: 'customer', '@type': 'RelatedParty', '@referredType': 'Individual' }],
          serviceOrderItem: [{
            id: '1', action: 'add', '@type': 'ServiceOrderItem',
            service: { '@type': 'Service', serviceCharacteristic: [{ name: 'plan', value: 'Everyday 60' }, { name: 'simType', value: 'esim' }, { name: 'customer', value: customer }] },
          }],
        }),
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      return (await answer.json()).id
    },
    /** A subscription request as the portal has it: its status, and the key of the last decision. */
    async request(id) {
      const order = await (await fetch(`${base}/productOrderingManagement/v4/productOrder/${id}`)).json()
      const fact = (name) => order.productOrderItem[0].product.productCharacteristic.find((one) => one.name === name)?.value
      return { status: fact('subscriptionRequestStatus'), version: fact('statusVersion'), key: fact('decisionKey') }
    },
    /** As a machine dies: in the middle of whatever it does. */
    async kill() {
      program.kill('SIGKILL')
      await program.ended
    },
    stop: program.stop,
  }
}
