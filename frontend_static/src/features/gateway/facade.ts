import { ref, shallowRef } from 'vue'

import { pingBot, type PingResult } from '@/features/gateway/data'

/** The way to the bot and back, measured when somebody asks. */
export function usePing() {
  const result = shallowRef<PingResult | null>(null)
  const failed = shallowRef<unknown>(null)
  const busy = ref(false)

  async function ping(): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      result.value = await pingBot()
      failed.value = null
    } catch (error) {
      result.value = null
      failed.value = error
    } finally {
      busy.value = false
    }
  }

  return { result, failed, busy, ping }
}
