// Package shelf keeps what the portal has on offer and what services have used, each with its own age. Both are answered
// at once from what is known; the portal is asked beside that: for its catalog now and then, for usage when somebody
// wants to see it.
package shelf
