/** What this browser remembers between visits. Preferences only: nothing here may be a secret. */

const PREFIX = 'guildhall.'

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null // storage is switched off: every visit is the first
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key)
    else localStorage.setItem(PREFIX + key, value)
  } catch {
    // Storage is switched off or full: the preference lasts until the page closes.
  }
}
