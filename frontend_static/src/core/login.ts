import { Auth } from '@/core/auth'
import { recall, remember } from '@/core/storage'

const HINT = 'logged-in'
const LOCK = 'guildhall.login'

/** This page's login. */
export const auth = new Auth({
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  exclusively: (run) => ('locks' in navigator ? navigator.locks.request(LOCK, run) : run()) as ReturnType<typeof run>,
  wasLoggedIn: {
    get: () => recall(HINT) === '1',
    set: (value) => remember(HINT, value ? '1' : null),
  },
})

/** Logging out in one tab logs out all of them: the hint leaves the storage that they share. */
export function followOtherTabs(): void {
  addEventListener('storage', (event) => {
    if (event.key === `guildhall.${HINT}` && event.newValue === null && auth.current) auth.forget()
  })
}
