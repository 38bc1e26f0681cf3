// What a first visit to a page downloads: JavaScript and CSS, gzipped, against the budget. Run after a build.

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGETS_KB = {
  login: { limit: 62, entries: ['src/features/logins/LoginPage.vue'] },
  server: { limit: 150, entries: ['src/layout/AppShell.vue', 'src/features/events/GuildPage.vue', 'src/i18n/events/fr.json'] },
}
const ALWAYS = ['index.html', 'src/main.ts', 'src/i18n/fr.json'] // French is the longer of the two

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

function filesOf(name, files = new Set()) {
  const entry = manifest[name]
  if (!entry) throw new Error(`${name} is not in the build's manifest`)
  if (files.has(entry.file)) return files
  files.add(entry.file)
  for (const sheet of entry.css ?? []) files.add(sheet)
  for (const imported of entry.imports ?? []) filesOf(imported, files)
  return files
}

function kilobytes(file) {
  return gzipSync(readFileSync(new URL(file, dist))).length / 1000
}

let isOver = false
for (const [page, { limit, entries }] of Object.entries(BUDGETS_KB)) {
  const files = new Set([...ALWAYS, ...entries].flatMap((entry) => [...filesOf(entry)]))
  const sizes = [...files].map((file) => [file, kilobytes(file)]).toSorted((one, other) => other[1] - one[1])
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  isOver ||= total > limit
  process.stdout.write(`${page}: ${total.toFixed(1)} of ${limit} KB${total > limit ? ' — over the budget' : ''}\n`)
  for (const [file, size] of sizes) process.stdout.write(`  ${size.toFixed(1).padStart(6)}  ${file}\n`)
}
process.exitCode = isOver ? 1 : 0
