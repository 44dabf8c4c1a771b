package backend

// Outcome is what became of a write that was sent to the portal, once.
type Outcome struct {
	State   PromiseState // PromisePlaced, PromiseRefused, PromiseNotSent or PromiseUnsure
	OrderID string       // of the order that was placed; empty: it is to be looked up
	Problem *Error       // why it was not placed, or why nobody knows; nil if it was
}
