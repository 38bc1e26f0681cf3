import { Auth } from '@/core/auth'
import { recall, remember } from '@/core/storage'

const HINT = 'logged-in'
const LOCK = 'guildhall.login'

/** This page's login. */
export const auth = new Auth({
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  exclusively,
  wasLoggedIn: {
    get: () => recall(HINT) === '1',
    set: (value) => remember(HINT, value ? '1' : null),
  },
})

/** Browsers have locks only on https and localhost; elsewhere two tabs may meet, and one has to log in again. */
async function exclusively<T>(run: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | null | undefined
  return locks ? locks.request(LOCK, run) : run()
}

/** Logging out in one tab logs out all of them: the hint leaves the storage that they share. */
export function followOtherTabs(): void {
  addEventListener('storage', (event) => {
    if (event.key === `guildhall.${HINT}` && event.newValue === null && auth.current) auth.forget()
  })
}
