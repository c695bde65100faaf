import { createApp } from 'vue'
import App from './App.vue'
import { currentLanguage, i18n, setLanguage } from './i18n'
import { router } from './router'
import { followChanges } from './state/live'
import { loadSession } from './state/session'
import { followTheme } from './state/theme'
import './styles/themes.css'
import './styles/main.css'
import './styles/shell.css'
import './styles/shared.css'

followTheme()
setLanguage(currentLanguage())
createApp(App).use(i18n).use(router).mount('#app')
void loadSession()
followChanges()
