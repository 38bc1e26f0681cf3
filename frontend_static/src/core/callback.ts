import { auth } from '@/core/login'

/** Discord's answer, as the API passes it on in the address of the callback page. */
export type Callback = { returnTo: Promise<string> } | { error: string }

let pending: Callback | null = null

/** Start the exchange at once, and take the one-time session out of the address before anything can keep it. */
export function readCallback(): void {
  if (location.pathname !== '/auth/callback') return
  const query = new URLSearchParams(location.search)
  history.replaceState(history.state, '', location.pathname)
  const session = query.get('session')
  if (session === null) {
    pending = { error: query.get('error') ?? 'session_invalid' }
    return
  }
  const returnTo = auth.exchange(session)
  returnTo.catch(() => undefined) // the callback page shows it
  pending = { returnTo }
}

export function takeCallback(): Callback {
  const callback = pending ?? { error: 'session_invalid' }
  pending = null
  return callback
}
