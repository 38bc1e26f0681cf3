import { computed, ref, shallowRef } from 'vue'

import { t } from '@/core/i18n'
import { problemOf } from '@/core/problems'
import { toast } from '@/core/toasts'
import { eraseAccount, readExport, type AccountExport, type Erased, type Receipt } from '@/features/account/data'

const COUNTS = ['accounts', 'logins', 'discord_grants', 'connections', 'events', 'contents', 'cases'] as const

/** The receipt of what has just been erased: here only, since nothing of it is kept. */
export const receipt = shallowRef<Receipt | null>(null)

/** What an erasure takes, in words; what there is none of is left out. */
export function countsOf(erased: Partial<Erased>): string[] {
  return COUNTS.flatMap((kind) => {
    const count = erased[kind] ?? 0
    return count > 0 ? [t(`account.erasure.counts.${kind}`, { count }, count)] : []
  })
}

/** What an erasure would take now, as the user's own copy shows it. */
export function wouldErase({ logins, discord_grant, open_connections, events }: AccountExport): Partial<Erased> {
  return {
    accounts: 1,
    logins: logins.length,
    discord_grants: discord_grant ? 1 : 0,
    connections: open_connections,
    events: events.items.length,
  }
}

/** The erasure of the user: looked at first, then confirmed by typing their own name. */
export function useErasure(username: () => string) {
  const typed = ref('')
  const busy = ref(false)
  const preview = shallowRef<AccountExport | null>(null)
  const uncounted = ref(false)
  const isConfirmed = computed(() => username() !== '' && typed.value.trim() === username())

  async function look(): Promise<void> {
    typed.value = ''
    preview.value = null
    uncounted.value = false
    preview.value = await readExport().catch(() => null)
    uncounted.value = preview.value === null
  }

  /** Whether it is done; then `receipt` is there. */
  async function erase(): Promise<boolean> {
    if (!isConfirmed.value || busy.value) return false
    busy.value = true
    try {
      receipt.value = await eraseAccount(username())
      return true
    } catch (error) {
      toast('danger', t('account.erasure.failed'), problemOf(error).advice)
      return false
    } finally {
      busy.value = false
    }
  }

  return { typed, busy, preview, uncounted, isConfirmed, look, erase }
}
