// What the screens may know of the bridge: its rows and enumerations, not its calls.
export * from '../door/rows'
