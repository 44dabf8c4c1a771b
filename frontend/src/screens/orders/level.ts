// The mark of what the guard says. A level that nobody knows blocks.
import { Level } from '../../api/rows'
import type { Mark } from '../../ui/Status.svelte'
import { completeMark, stuckMark } from '../marks'

const blocked: Mark = { role: 'failed', shape: 'blocked' }

export function levelMark(level: Level): Mark {
  if (level === Level.Allowed) return completeMark
  return level === Level.Warned ? stuckMark : blocked
}
