import { createApp } from 'vue'
import App from './App.vue'
import { currentLanguage, i18n, setLanguage } from './i18n'
import { router } from './router'
import { followChanges } from './state/live'
import { loadSession } from './state/session'
import './styles/main.css'

setLanguage(currentLanguage())
createApp(App).use(i18n).use(router).mount('#app')
void loadSession()
followChanges()
