import { createApp } from 'vue'
import App from './App.vue'
import { followLooks } from './lib/looks'
import './lib/install'
import { start } from './lib/work'
import { language, setLanguage } from './words'
import './field.css'

setLanguage(language.value)
followLooks()
createApp(App).mount('#app')
void start()
// Only a secure address has it; without it the page works as long as there is a network.
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/field/worker.js', { scope: '/field/' })
