import { shallowReactive } from 'vue'

interface InstallEvent extends Event { prompt: () => Promise<void> }

/** The browser's offer to put the page on the home screen, when it makes one. */
export const installing = shallowReactive<{ event: InstallEvent | null }>({ event: null })

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  installing.event = event as InstallEvent
})
window.addEventListener('appinstalled', () => { installing.event = null })
