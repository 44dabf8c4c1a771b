// Package simulate is the deterministic simulation: people, desks, networks and disks that misbehave by a schedule which
// follows from a seed, judged for orders placed twice and promises lost. It is made of tests alone; mutants of the
// program's guards show that the judges see.
package simulate
