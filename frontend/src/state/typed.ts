// What was typed into a dialog that was closed before anything was sent: it is there again when the dialog is opened for the
// same subject. It is kept in memory only.

type Fields = Record<string, string>

export class Typed {
  #kept = new Map<string, Fields>()

  /** What was typed about a subject; nothing if it was sent, or never begun. */
  of(subject: string): Fields {
    return this.#kept.get(subject) ?? {}
  }

  keep(subject: string, fields: Fields) {
    this.#kept.set(subject, fields)
  }

  /** It was sent. */
  sent(subject: string) {
    this.#kept.delete(subject)
  }
}
