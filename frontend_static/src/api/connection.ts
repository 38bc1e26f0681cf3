import { readonly, ref, watch } from 'vue'

import { openSocket } from '@/api/browserSocket'
import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { Live, type LiveState } from '@/api/live'
import { online } from '@/core/network'

/** This page's live connection. */
export const live = new Live({
  address: freshAddress,
  open: openSocket,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  online: () => online.value,
  random: Math.random,
})

const state = ref<LiveState>('idle')

export const connection = readonly(state)

let isWatched = false

export function watchConnection(): void {
  if (isWatched) return
  isWatched = true
  live.onState((next) => {
    state.value = next
  })
  watch(online, () => live.wake())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') live.wake()
  })
}

async function freshAddress(): Promise<string> {
  const { url, ticket } = await unwrap(api.POST('/api/ws-ticket'))
  const address = new URL(url)
  address.searchParams.set('token', ticket)
  return address.href
}
