// Single-letter keys work only while nobody is typing and no dialog is open.

/** Reports whether a key press belongs to the screen: no modifier, no field, no open dialog or list. */
export function forScreen(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return false
  const target = event.target
  if (!(target instanceof Element)) return true
  return target.closest('input, textarea, select, dialog, [role="listbox"]') === null
}

const scrolling = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']

/** Does what a key means on a screen. Letters are given in lower case, other keys by their names. A pane beside the work
 * keeps the keys that scroll it, and a button or a link Enter and Space. */
export function press(event: KeyboardEvent, acts: Record<string, (() => void) | undefined>) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const on = (where: string) => event.target instanceof Element && event.target.closest(where) !== null
  if (!forScreen(event) || (scrolling.includes(key) && on('aside'))) return
  if ((key === 'Enter' || key === ' ') && on('button, a, summary')) return
  const act = acts[key]
  if (act === undefined) return
  event.preventDefault()
  act()
}
