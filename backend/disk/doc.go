// Package disk reads and writes the desk's own files. Whatever lies in a file's place, a read neither waits for it nor
// fills the memory, and a write goes through no link and leaves no half of a file.
package disk
