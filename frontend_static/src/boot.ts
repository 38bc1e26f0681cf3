/** The first code to run: asks for the login and the page's data while the application itself is still loading. */

import { readCallback } from '@/core/callback'
import { fetchEarly } from '@/core/earlyData'
import { loadMessages, preferredLocale } from '@/core/locale'

readCallback()
void fetchEarly(location.pathname)

const locale = preferredLocale()
Promise.all([loadMessages(locale), import('./main')])
  .then(([messages, { start }]) => start(locale, messages))
  .catch(sayThatItFailed)

/** Nothing has loaded, so this speaks both languages and leans on nothing. */
function sayThatItFailed(): void {
  const splash = document.querySelector('#splash-text')
  if (splash) splash.textContent = splash.getAttribute(`data-failed-${locale}`)
  addEventListener('online', () => location.reload())
}
