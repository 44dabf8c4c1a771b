// Single letters are keys only while nobody types and nothing lies over the screen.

/** Whether a key press belongs to the screen: no modifier, no field, no open dialog or list. */
export function forScreen(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return false
  const target = event.target
  if (!(target instanceof Element)) return true
  return target.closest('input, textarea, select, dialog, [role="listbox"]') === null
}

/** Whether Enter and Space already mean something where the focus is. */
export function onControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('button, a, summary') !== null
}

const scrolling = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']

/** Whether a key would scroll what has the focus, */
export const scrolls = (event: KeyboardEvent): boolean => scrolling.includes(event.key)

/** and whether that is a pane beside the work, which then keeps the key. */
export const inPane = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('aside') !== null
