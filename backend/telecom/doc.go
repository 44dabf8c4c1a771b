// Package telecom holds the words of the trade and its pure rules: services, orders and their trail, what "open" and
// "stuck" mean, how old what you see is, and errors in words for staff. It needs no machine: standard library only,
// no input or output, no clock of its own.
package telecom
