// The one clock of the window: every age in the window counts with it, once a second.
export class Ticking {
  now = $state(Date.now())
  #timer: ReturnType<typeof setInterval>

  constructor() {
    this.#timer = setInterval(() => {
      this.now = Date.now()
    }, 1000)
  }

  stop() {
    clearInterval(this.#timer)
  }
}
