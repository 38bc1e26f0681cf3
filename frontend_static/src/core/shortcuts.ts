import { onScopeDispose } from 'vue'

const SEQUENCE_MS = 1_200

const actions = new Map<string, () => void>()
let first = ''
let firstAt = 0

/** Run `action` on a key ("/", "?") or on two in a row ("g s") while the calling component lives. */
export function useShortcut(keys: string, action: () => void): void {
  actions.set(keys, action)
  onScopeDispose(() => {
    if (actions.get(keys) === action) actions.delete(keys)
  })
}

/** Called for every key of the page. */
export function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (document.querySelector('[role=dialog], [role=menu]')) return // what is open has the keyboard
  const sequence = event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : ''
  const action = actions.get(sequence) ?? actions.get(event.key)
  first = event.key
  firstAt = event.timeStamp
  if (!action) return
  event.preventDefault()
  action()
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
