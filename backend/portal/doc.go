// Package portal asks a portal over HTTP, as TM Forum Open APIs, and gives back words: what it reads is checked for
// sense, never for form, and what a server does not really support is found out and worked around. What changes the portal is sent once, and never
// again by itself.
//
// A status, a kind or a plan this desk does not know is kept verbatim. One bad record never spoils a page: it is
// counted in Page.Unreadable. Every error is a *backend.Error, save the end of the context.
package portal
