// Package store keeps what the desk knows on this computer: a copy of the portal that may be deleted at any time
// (Cache), and promises that may not (Promises). Each is one bbolt file, and every value in it is sealed: what is
// read from the file without the key says nothing about a customer.
//
// A method is one business sentence and at most one transaction. What goes wrong comes back as a *backend.Error.
package store
