import { computed, readonly, ref, shallowRef } from 'vue'

import { RefusedError, type User } from '@/core/auth'
import { takeCallback } from '@/core/callback'
import { auth } from '@/core/login'
import { ownPath } from '@/core/paths'

/** The codes that a login can come back with; each has its own words. */
export const LOGIN_ERRORS = [
  'state_invalid',
  'access_denied',
  'discord_unavailable',
  'session_invalid',
  'rate_limited',
  'login_ended',
  'discord_grant_revoked',
  'unreachable',
] as const

export function loginError(code: unknown): (typeof LOGIN_ERRORS)[number] | 'login_failed' {
  return LOGIN_ERRORS.find((known) => known === code) ?? 'login_failed'
}

const shown = shallowRef<User | null>(auth.current?.user ?? null)
auth.onChange((login) => {
  shown.value = login?.user ?? null
})

/** Who is logged in. */
export const user = readonly(shown)
export const userName = computed(() => shown.value?.global_name ?? shown.value?.username ?? '')

export function useLogin(go: (url: string) => void = (url) => location.assign(url)) {
  const busy = ref(false)
  const failed = ref<string | null>(null)

  async function login(returnTo: unknown): Promise<void> {
    busy.value = true
    failed.value = null
    try {
      go(await auth.begin(ownPath(returnTo))) // stays busy: the page is about to leave
    } catch (error) {
      failed.value = codeOf(error)
      busy.value = false
    }
  }

  return { busy, failed, login }
}

/** Finish a login: the page to open, or the code of what went wrong. */
export async function finishLogin(): Promise<{ path: string } | { error: string }> {
  const callback = takeCallback()
  if ('error' in callback) return callback
  try {
    return { path: ownPath(await callback.returnTo) }
  } catch (error) {
    return { error: codeOf(error) }
  }
}

function codeOf(error: unknown): string {
  return error instanceof RefusedError ? error.code : 'unreachable'
}

export function logout(): Promise<void> {
  return auth.logout()
}
