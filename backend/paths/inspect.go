//go:build inspect || dev

package paths

// inspectable is true in builds whose window and memory developers may inspect. They are never packaged.
const inspectable = true
