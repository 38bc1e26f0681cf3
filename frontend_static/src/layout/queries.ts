import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { getCurrentInstance } from 'vue'

const pinia = createPinia()

/** Give a page its store of answers, once; the login page does without, and without its code. */
export function useQueries(): void {
  const app = getCurrentInstance()?.appContext.app
  if (!app || app.config.globalProperties.$pinia) return
  app.use(pinia).use(PiniaColada, { queryOptions: { refetchOnWindowFocus: false } })
}
