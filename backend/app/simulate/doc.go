// Package simulate is the deterministic simulation: people, desks, networks and disks misbehave on a schedule that
// follows from a seed, and judges look for duplicate orders and lost records. It contains only tests; mutants of the
// program's guards prove that the judges catch faults.
package simulate
