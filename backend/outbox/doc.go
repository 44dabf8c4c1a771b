// Package outbox carries promises to the portal, each at most once. What is promised is on the disk before its first
// byte leaves; what nobody knows the outcome of is looked up and never sent again; and where the portal cannot say, a
// person decides, with both facts in view.
package outbox
