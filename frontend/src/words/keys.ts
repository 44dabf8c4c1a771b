// The keys that work, as the footers and the sheet of keys name them.
export type Key = { keys: string[]; does: string; join?: string }

const [up, down] = ['↑', '↓']
const move: Key = { keys: [up, down], does: 'move' }
const open: Key = { keys: ['Enter'], does: 'open' }
const copyNumber: Key = { keys: ['C'], does: 'copy number' }
const tabs: Key = { keys: ['1', '6'], join: 'to', does: 'tabs' }
const step: Key = { keys: ['J', 'K'], does: 'next, previous' }
const refresh: Key = { keys: ['R'], does: 'refresh' }
const back: Key = { keys: ['Esc'], does: 'back' }

export const servicesFoot: Key[] = [move, open, copyNumber, { keys: ['/'], does: 'search' }]
export const ordersFoot: Key[] = [move, open, { keys: ['C'], does: 'copy Order ID' }, { keys: ['/'], does: 'search' }]
export const loneOrderFoot: Key[] = [{ keys: ['C'], does: 'copy Order ID' }, { keys: ['S'], does: 'copy for support' }, step, back]
export const overviewFoot: Key[] = [tabs, copyNumber, step, back]
export const usageFoot: Key[] = [tabs, refresh, step, back]
export const activityFoot: Key[] = [move, open, { keys: ['C'], does: 'copy Order ID' }, { keys: ['S'], does: 'copy for support' }]
export const orderFoot: Key[] = [
  { keys: ['Ctrl Enter'], does: 'place' },
  { keys: ['Ctrl S'], does: 'keep draft' },
  { keys: ['Esc'], does: 'leave, keep draft' },
]
export const requestsFoot: Key[] = [move, { keys: ['Enter'], does: 'view request' }, { keys: ['1', '4'], join: 'to', does: 'cards' }]
export const requestFoot: Key[] = [step, { keys: ['N'], does: 'note' }, { keys: ['D'], does: 'decide' }, { ...back, does: 'back to the list' }]
export const settingsFoot: Key[] = [refresh, back]

export const keySheet: { title: string; keys: Key[] }[] = [
  {
    title: 'Anywhere',
    keys: [
      { keys: ['R'], does: 'Refresh' },
      { keys: ['Esc'], does: 'Back to the list' },
      { keys: ['G', 'S'], join: 'then', does: 'Services' },
      { keys: ['G', 'O'], join: 'then', does: 'Orders' },
      { keys: ['G', 'R'], join: 'then', does: 'Requests' },
      { keys: ['Z'], does: 'Undo a decision' },
      { keys: ['?'], does: 'Show the keys' },
    ],
  },
  {
    title: 'An order',
    keys: [
      { keys: ['Ctrl Enter'], does: 'Place' },
      { keys: ['Ctrl S'], does: 'Keep draft' },
      { keys: ['Esc'], does: 'Leave, keep draft' },
    ],
  },
  {
    title: 'The list',
    keys: [
      { keys: [up, down], does: 'Move' },
      { keys: ['Page Up', 'Page Down'], does: 'A page' },
      { keys: ['Home', 'End'], does: 'First, last' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['Space'], does: 'Peek' },
      { keys: ['/'], does: 'Search' },
      { keys: ['C'], does: 'Copy the number' },
      { keys: ['Esc'], does: 'Clear search, then filters' },
    ],
  },
  {
    title: 'A service',
    keys: [
      { keys: ['1', '6'], join: 'to', does: 'Tabs' },
      { keys: ['J', 'K'], does: 'Next, previous' },
      { keys: [up, down], does: 'Move between orders' },
      { keys: ['Enter'], does: 'Open or close an order' },
      { keys: ['C'], does: 'Copy number or Order ID' },
      { keys: ['S'], does: 'Copy for support' },
      { keys: ['D'], does: 'Decide' },
    ],
  },
  {
    title: 'Requests',
    keys: [
      { keys: ['1', '4'], join: 'to', does: 'Cards' },
      { keys: ['Page Up', 'Page Down'], does: 'A page' },
      { keys: ['J', 'K'], does: 'Next, previous' },
      { keys: ['D'], does: 'Decide' },
      { keys: ['N'], does: 'Write a note' },
      { keys: ['U'], does: 'Mark as read or unread' },
    ],
  },
]

export const keyWords = { title: 'Keys', off: 'Single-letter keys are off while you type.' }
export const spokenKeys: Record<string, string> = { [up]: 'Up', [down]: 'Down' }
