// Package outbox carries promises to the portal, each at most once. What is promised is on the disk before its first
// byte leaves; what nobody knows the outcome of is looked up and never sent again; and where the portal cannot say, a
// person decides, with both facts in view.
//
// An Outbox sends orders, which never wait. A Decisions sends what was decided about subscription requests, which waits
// until the portal can be reached, and comes back to a person where the request stands otherwise by then.
package outbox
