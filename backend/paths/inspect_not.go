//go:build !inspect && !dev

package paths

// inspectable is false: nobody looks into the window or the memory of the program that people use.
const inspectable = false
