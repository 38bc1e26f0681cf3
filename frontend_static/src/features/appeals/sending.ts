import { computed, ref, shallowRef, watch } from 'vue'

import { asApiError } from '@/api/errors'
import { requestId } from '@/core/requestId'
import { LONGEST } from '@/features/appeals/data'

/** A text that is sent once, however often one has to try; another text is another request. */
export function useText(send: (text: string, key: string) => Promise<void>) {
  const text = ref('')
  const busy = ref(false)
  const refused = shallowRef<unknown>(null)
  const left = computed(() => LONGEST - text.value.trim().length)
  const isReady = computed(() => text.value.trim() !== '' && left.value >= 0 && !busy.value)
  let key = requestId()

  function renew() {
    key = requestId()
    refused.value = null
  }
  watch(text, renew)

  async function submit(work = send): Promise<void> {
    if (!isReady.value) return
    busy.value = true
    refused.value = null
    try {
      await work(text.value.trim(), key)
    } catch (error) {
      refused.value = error
      const { status } = asApiError(error)
      if (status >= 400 && status < 500) key = requestId()
    } finally {
      busy.value = false
    }
  }

  return { text, busy, refused, left, isReady, submit, renew }
}
