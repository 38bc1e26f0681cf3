import { expect, it } from 'vitest'

import styles from '@/styles.css?raw'

const sources = import.meta.glob<string>('/src/**/*.vue', { query: '?raw', import: 'default', eager: true })
const ROOTS = ['/src/App.vue', '/src/features/logins/LoginPage.vue', '/src/features/logins/CallbackPage.vue']

it('styles every component of a first visit', () => {
  const covered = [...styles.matchAll(/^@source '\.(.*)'/gm)].flatMap(([, path]) => spread(path ?? ''))

  const bare = [...reached(ROOTS)].filter((path) => !covered.some((source) => path.startsWith(`/src${source}`)))

  expect(bare).toEqual([])
})

function spread(path: string): string[] {
  const [, before = '', names = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? []
  return names ? names.split(',').map((name) => before + name + after) : [path]
}

function reached(paths: string[], found = new Set<string>()): Set<string> {
  for (const path of paths) {
    if (found.has(path)) continue
    found.add(path)
    const imports = [...(sources[path] ?? '').matchAll(/from '@(\/.*\.vue)'/g)].map(([, name]) => `/src${name}`)
    reached(imports, found)
  }
  return found
}
