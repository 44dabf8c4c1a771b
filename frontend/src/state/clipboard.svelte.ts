// Copying, and saying that it was done where it was asked for. The program owns the clipboard, not the page.
import type { Door } from '../door/door'
import type { Problem } from './rows'

const shownFor = 2500

export class Clipboard {
  /** what was copied last, by the key of the button; empty again after a moment */
  done = $state('')

  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly door: Door,
    private readonly fault: (problem: Problem) => void,
  ) {}

  /** Copies a text, which may have to be asked for first. */
  async copy(key: string, text: string | (() => Promise<string>)): Promise<void> {
    try {
      await this.door.copy(typeof text === 'string' ? text : await text())
      this.done = key
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => {
        this.done = ''
      }, shownFor)
    } catch (reason) {
      this.fault(reason as Problem)
    }
  }
}
