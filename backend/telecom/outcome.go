package telecom

// Outcome is what became of a write that was sent to the portal, once.
type Outcome struct {
	State   SubmissionState // PromisePlaced, PromiseRefused, SubmissionNotSent or SubmissionUnsure
	OrderID string          // of the order that was placed, by the portal's word; empty: it is to be looked up
	Named   string          // of one that is unsure: the Order ID that the portal answered with, which is another order's
	Problem *Error          // why it was not placed, or why nobody knows; nil if it was
	Again   bool            // of one that was not sent: what it was judged on had grown old; once read again, it may go
}

// Objection is an error: a draft was not sent, because of what the verdict says. The strictest reason is its sentence.
type Objection struct{ Verdict Verdict }

func (o *Objection) Error() string { return o.Verdict.Reasons[0].Text }

// SubmitResult is what became of a draft that was sent.
type SubmitResult struct {
	Submission Submission
	Problem    *Error // why it was not placed, or why nobody knows; nil if it was

	// Beside are other open orders of the same kind that were met after this one was placed: somebody else was as quick.
	Beside []Concern
}
