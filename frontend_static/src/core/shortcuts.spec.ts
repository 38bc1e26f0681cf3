import { afterEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'

import { pressed, useShortcut } from '@/core/shortcuts'

const scope = effectScope()

function press(key: string, init: KeyboardEventInit = {}, target: HTMLElement = document.body) {
  target.addEventListener('keydown', pressed, { once: true })
  target.dispatchEvent(new KeyboardEvent('keydown', { key, ...init }))
}

function shortcut(keys: string) {
  const action = vi.fn()
  scope.run(() => useShortcut(keys, action))
  return action
}

afterEach(() => document.body.replaceChildren())

it('runs on its key', () => {
  const action = shortcut('?')

  press('?')

  expect(action).toHaveBeenCalledOnce()
})

it('runs on two keys in a row', () => {
  const action = shortcut('g s')

  press('g')
  press('s')

  expect(action).toHaveBeenCalledOnce()
})

it('leaves the keys to whoever types, and to the browser', () => {
  const action = shortcut('p')
  const input = document.body.appendChild(document.createElement('input'))

  press('p', {}, input)
  press('p', { ctrlKey: true })

  expect(action).not.toHaveBeenCalled()
})

it('ends with its component', () => {
  const action = vi.fn()
  const page = effectScope()
  page.run(() => useShortcut('x', action))

  page.stop()
  press('x')

  expect(action).not.toHaveBeenCalled()
})
