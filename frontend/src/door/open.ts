// Picks the door. The window built for people has one only: the mode is known when it is built, so the other branch and
// everything behind it are left out.
import type { Door } from './door'
import { wailsDoor } from './wails'

export async function openDoor(): Promise<Door> {
  if (import.meta.env.MODE !== 'production' && new URLSearchParams(location.search).get('door') === 'memory') {
    const { memoryDoor } = await import('./memory/memory')
    return memoryDoor(new URLSearchParams(location.search))
  }
  return wailsDoor
}
