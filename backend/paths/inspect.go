//go:build inspect || dev

package paths

// inspectable: developers may look into the window and into the memory of these builds. They are never packaged.
const inspectable = true
