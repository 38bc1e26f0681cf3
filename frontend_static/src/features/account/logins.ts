import { computed, ref } from 'vue'

import { t } from '@/core/i18n'
import { auth } from '@/core/login'
import { problemOf } from '@/core/problems'
import { toast } from '@/core/toasts'
import { endAllLogins, endLogin, useLogins, type LoginEntry } from '@/features/account/data'
import { deviceName } from '@/features/account/devices'

/** The user's logins: this browser first, and how the others are ended. Each answer says whether it worked. */
export function useLoginList() {
  const query = useLogins()
  const busy = ref(false)
  const all = computed(() => (query.data.value ?? []).toSorted((one, other) => Number(other.current) - Number(one.current)))
  const others = computed(() => all.value.filter(({ current }) => !current))

  function end(login: LoginEntry): Promise<boolean> {
    return attempt(async () => {
      await endLogin(login.login_id)
      toast('ok', t('account.logins.ended', { device: deviceName(login.device) }))
    })
  }

  function endOthers(): Promise<boolean> {
    return attempt(async () => {
      const ending = others.value
      await Promise.all(ending.map(({ login_id }) => endLogin(login_id)))
      toast('ok', t('account.logins.othersEnded', { count: ending.length }, ending.length))
    })
  }

  function endAll(): Promise<boolean> {
    return attempt(async () => {
      await endAllLogins()
      auth.forget()
    })
  }

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    busy.value = true
    try {
      await work()
      return true
    } catch (error) {
      toast('danger', t('account.logins.notEnded'), problemOf(error).advice)
      return false
    } finally {
      if (auth.current) await query.refetch() // some may have ended even so
      busy.value = false
    }
  }

  const { error, isPending, refetch } = query
  return { all, others, busy, end, endOthers, endAll, error, isPending, refetch }
}
