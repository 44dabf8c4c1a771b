// A wire between a desk and its portal: it counts what is written, and can lose the answer to it.
import { createServer, request } from 'node:http'

export async function openWire(portal) {
  const wire = { writes: 0, loses: false }
  const server = createServer((asked, answer) => {
    const write = asked.method === 'POST'
    if (write) wire.writes++
    const { method, url, headers } = asked
    const there = request({ host: '127.0.0.1', port: portal.port, method, path: url, headers }, (came) => {
      if (write && wire.loses) {
        came.resume() // the portal has done its work
        came.on('end', () => answer.destroy())
        return
      }
      answer.writeHead(came.statusCode, came.headers)
      came.pipe(answer)
    })
    there.on('error', () => answer.destroy())
    asked.pipe(there)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  const through = (address) => address?.replace(`:${portal.port}/`, `:${port}/`)
  return Object.assign(wire, {
    inventory: through(portal.inventory),
    ordering: through(portal.ordering),
    usage: through(portal.usage),
    catalog: through(portal.catalog),
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  })
}
