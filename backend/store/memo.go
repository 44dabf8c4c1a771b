package store

import "sync"

// memo remembers what was last read of a file that is read more often than written: with every letter that somebody types.
// Every write clears it, and a read from before a write is not remembered after it. What it returns is shared.
type memo[T any] struct {
	mu     sync.Mutex
	all    T
	read   bool
	writes int
}

// get returns what is remembered, if anything is, and the number of writes so far.
func (m *memo[T]) get() (all T, writes int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.all, m.writes, m.read
}

// load returns what is remembered, or else what a function reads.
func (m *memo[T]) load(from func() (T, error)) (T, error) {
	all, writes, ok := m.get()
	if ok {
		return all, nil
	}
	all, err := from()
	if err == nil {
		m.set(all, writes)
	}
	return all, err
}

// set remembers what was read after so many writes, unless there was another write since.
func (m *memo[T]) set(all T, writes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.writes == writes {
		m.all, m.read = all, true
	}
}

// clear is called after each write.
func (m *memo[T]) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	var nothing T
	m.all, m.read = nothing, false
	m.writes++
}

// change is called instead of clear after a write whose effect is known. To must return a new value, since the old one is
// shared.
func (m *memo[T]) change(to func(T) T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read {
		m.all = to(m.all)
	}
	m.writes++
}
