import { ref, shallowRef } from 'vue'

import { asApiError } from '@/api/errors'
import { t } from '@/core/i18n'
import { toast } from '@/core/toasts'
import { refusalOf } from '@/features/administration/refusals'

/** Save what is unsaved, one after the other; where somebody was faster, read what they left. */
export function useSaving(parts: () => (() => Promise<void>)[], reread: () => void) {
  const saving = ref(false)
  /** Why the last attempt was refused; null once another one is made. */
  const refused = shallowRef<unknown>(null)

  async function save(): Promise<void> {
    if (saving.value) return
    saving.value = true
    refused.value = null
    try {
      // oxlint-disable-next-line no-await-in-loop -- what comes later may rest on what came before
      for (const part of parts()) await part()
      toast('ok', t('settings.saved'))
    } catch (error) {
      if (asApiError(error).code === 'stale_view') reread()
      else fail(error)
    } finally {
      saving.value = false
    }
  }

  function fail(error: unknown): void {
    refused.value = error
    const { title } = refusalOf(error)
    toast('danger', t('settings.notSaved'), title)
  }

  return { save, saving, refused }
}
