// What services have used, without a program behind it.
import type { Door } from '../door'

export class MemoryUsage {
  readonly door: Pick<Door, 'usage' | 'refreshUsage'> = {
    usage: async () => ({ off: '', readAt: '', rows: [] }),
    refreshUsage: async () => undefined,
  }
}
