// Where the focus goes after another page or tab is shown: to the working area, never to the document body, where no screen
// reader reads and the next Tab begins at the top.

const nowhere = (): boolean => document.activeElement === null || document.activeElement === document.body
let work: HTMLElement | undefined // the main element, once a second page was shown
let placed: HTMLElement | undefined // the working area of the current page

/** Moves the focus after navigation, if its element is gone or was a navigation link: to the working area, or to main
 * until that exists. */
export function arrive(main: HTMLElement | undefined) {
  work = main
  if (nowhere() || document.activeElement?.closest('nav') != null) (placed?.isConnected ? placed : main)?.focus({ preventScroll: true })
}

/** Marks the working area of a screen. It takes the focus if nothing better has it. */
export function place(element: HTMLElement) {
  placed = element
  if (work !== undefined && (nowhere() || document.activeElement === work)) element.focus({ preventScroll: true })
}
