import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { getCurrentInstance } from 'vue'

const pinia = createPinia()

/** Give the pages of the shell their store of answers; the login page does without, and without its code. */
export function useQueries(): void {
  const app = getCurrentInstance()?.appContext.app
  if (!app || app.config.globalProperties.$pinia === pinia) return
  app.use(pinia).use(PiniaColada, { queryOptions: { refetchOnWindowFocus: false } })
}
