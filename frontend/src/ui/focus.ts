// Where the focus is after another page or tab is shown: where one works, and never on the page as a whole, where no screen
// reader reads and the next Tab begins at the top.

const nowhere = (): boolean => document.activeElement === null || document.activeElement === document.body
let work: HTMLElement | undefined // of the window, once another page was shown
let placed: HTMLElement | undefined // of the page that is shown

/** Another page or tab is shown. What had the focus is gone, or was the way here: the place takes it, or the work as a whole
 * until that is there. */
export function arrive(main: HTMLElement | undefined) {
  work = main
  if (nowhere() || document.activeElement?.closest('nav') != null) (placed?.isConnected ? placed : main)?.focus({ preventScroll: true })
}

/** The place of a screen where one works: it takes the focus if nothing better has it. */
export function place(element: HTMLElement) {
  placed = element
  if (work !== undefined && (nowhere() || document.activeElement === work)) element.focus({ preventScroll: true })
}
