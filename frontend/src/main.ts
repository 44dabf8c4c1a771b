// Opens the window onto the program.
import './style/tokens.css'
import './style/faces.css'
import './style/ground.css'
import './style/small.css'
import { mount } from 'svelte'
import { wailsApi } from './api/api'
import Window from './screens/Window.svelte'
import { Desk } from './state/desk.svelte'

/** Keeps the window on its own pages, in web views that have no lock of their own: no script leads it elsewhere, and no
 * file or link that is dropped on it. */
function stay(): void {
  const here = `${location.protocol}//${location.host}/`
  window.navigation?.addEventListener('navigate', (event) => {
    if (!event.destination.url.startsWith(here)) event.preventDefault()
  })
  for (const name of ['dragover', 'drop'] as const) {
    window.addEventListener(name, (event) => {
      const types = event.dataTransfer?.types ?? []
      if (types.includes('Files') || types.includes('text/uri-list')) event.preventDefault()
    }, { capture: true })
  }
}

stay()
const target = document.getElementById('desk')
if (target !== null) mount(Window, { target, props: { desk: new Desk(wailsApi) } })
