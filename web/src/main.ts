import { createApp } from 'vue'
import App from './App.vue'
import { currentLanguage, setLanguage } from './i18n'
import { router } from './router'
import { completes, loadBehind } from './state/behind'
import { followChanges } from './state/live'
import { loadSession } from './state/session'
import { followTheme } from './state/theme'
import './styles/themes.css'
import './styles/main.css'
import './styles/shell.css'
import './styles/shared.css'

followTheme()
void setLanguage(currentLanguage())
const app = createApp(App)
completes(app)
router.beforeResolve(async (to) => {
  if (!to.meta.early) await loadBehind()
})
app.use(router).mount('#app')
void loadSession()
followChanges()
