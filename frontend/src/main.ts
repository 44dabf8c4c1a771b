// Opens the window onto the program. The mode is known when the window is built, so the one for people holds no mock.
import './style/tokens.css'
import './style/faces.css'
import './style/ground.css'
import { mount } from 'svelte'
import { type Api, wailsApi } from './api/api'
import Window from './screens/Window.svelte'
import { Desk } from './state/desk.svelte'

async function openApi(): Promise<Api> {
  const wants = new URLSearchParams(location.search)
  if (import.meta.env.MODE === 'production' || !wants.has('mock')) return wailsApi
  return (await import('./mock/mock')).mockApi(wants)
}

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
if (target !== null) mount(Window, { target, props: { desk: new Desk(await openApi()) } })
