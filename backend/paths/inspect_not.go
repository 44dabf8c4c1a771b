//go:build !inspect && !dev

package paths

// inspectable is false in the builds that people use: nobody inspects their window or memory.
const inspectable = false
