// Package telecom is the domain: services, orders and their trail, subscription requests, the duplicate rule, what
// "open" and "stuck" mean, how old the data is, and errors in words for staff. It uses the standard library only, and
// has no input, no output and no clock of its own.
package telecom
