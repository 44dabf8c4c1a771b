// Package mirror keeps the cache equal to the portal: a first copy, then a pass every 30 seconds that reads what may
// have changed, and a paced sweep through everything else. It applies what it reads at once and page by page, removes
// only what two sweeps did not see and the portal does not know by its id, and says at any time how old the copy is and
// why.
//
// What "changed" can be asked of a portal is the Source's business; what is worth storing is the Cache's. The mirror
// decides what is read when, and whether a pass was complete.
//
// A Mirror keeps services and orders, a Requests subscription requests with their contracts and products: they go round
// by the same rules, each at its own time.
package mirror
