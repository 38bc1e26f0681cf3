import { createApp } from 'vue'

import App from '@/App.vue'
import { startClock } from '@/core/clock'
import { i18n, speak } from '@/core/i18n'
import type { Locale, MessageTree } from '@/core/locale'
import { followOtherTabs } from '@/core/login'
import { watchNetwork } from '@/core/network'
import { startTheme } from '@/core/theme'
import { router } from '@/router'

export function start(locale: Locale, messages: MessageTree): void {
  speak(locale, messages)
  startTheme()
  startClock()
  followOtherTabs()
  watchNetwork()
  createApp(App).use(i18n).use(router).mount('#app')
}
