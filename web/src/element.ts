import elementEn from 'element-plus/es/locale/lang/en'
import elementZh from 'element-plus/es/locale/lang/zh-cn'
import { localeContextKey } from 'element-plus/es/hooks/use-locale/index'
import { computed, type App } from 'vue'
import { currentLanguage } from './i18n'

/** What dialogs and pickers say of themselves, in the language of the page. */
export function speak(app: App): void {
  app.provide(localeContextKey, computed(() => (currentLanguage() === 'zh' ? elementZh : elementEn)))
}
