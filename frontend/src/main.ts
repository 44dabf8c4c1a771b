// Opens the door and puts the desk into the window.
import './style/tokens.css'
import './style/faces.css'
import './style/ground.css'
import './style/frame.css'
import './style/parts.css'
import './style/screens.css'
import './style/orders.css'
import './style/requests.css'
import { mount } from 'svelte'
import { openDoor } from './door/open'
import { stay } from './door/stay'
import Window from './screens/Window.svelte'
import { Desk } from './state/desk.svelte'

stay()
const target = document.getElementById('desk')
if (target !== null) mount(Window, { target, props: { desk: new Desk(await openDoor()) } })
