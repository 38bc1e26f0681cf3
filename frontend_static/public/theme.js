// Runs before the first paint, so that a dark page never flashes white. core/theme.ts takes over from here.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('guildhall.theme')
  } catch {
    // Storage is switched off: the system decides.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
