// Text typed into a dialog that was closed before it was sent. It is shown again when the dialog opens for the
// same subject. It is kept in memory only.

type Fields = Record<string, string>

export class Typed {
  #kept = new Map<string, Fields>()

  /** Returns what was typed about a subject; empty once it was sent. */
  of(subject: string): Fields {
    return this.#kept.get(subject) ?? {}
  }

  keep(subject: string, fields: Fields) {
    this.#kept.set(subject, fields)
  }

  /** Forgets what was typed: it was sent. */
  sent(subject: string) {
    this.#kept.delete(subject)
  }
}
