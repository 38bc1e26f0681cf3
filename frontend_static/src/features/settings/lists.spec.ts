import { beforeEach, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { idsIn, withLines, withLists } from '@/features/settings/lists'
import { fieldsOf, flawOf, type Values } from '@/features/settings/schema'
import pages from '@/i18n/pages/en.json'

const ONE = '111111111111111111'
const TWO = '222222222222222222'
const fields = fieldsOf({
  properties: { ignored: { type: 'array', items: { type: 'string' }, maxItems: 2 }, is_on: { type: 'boolean' } },
})
const [ignored] = fields

beforeEach(() => speak('en', pages))

it('shows a list of ids as lines, and saves the lines as a list', () => {
  const values = { ignored: [ONE, TWO], is_on: true } as unknown as Values

  const lines = withLines(values)

  expect(lines).toEqual({ ignored: `${ONE}\n${TWO}`, is_on: true })
  expect(withLists(lines, fields)).toEqual(values)
  expect(withLists({ ignored: '', is_on: false }, fields)).toEqual({ ignored: [], is_on: false })
})

it('takes ids however they were copied, each once', () => {
  expect(idsIn(` ${ONE}, <#${TWO}>\n${ONE};https://discord.com/channels/1/${TWO} `)).toEqual([ONE, TWO])
})

it('says what is no id, and what is too much', () => {
  if (!ignored) throw new Error('no field')

  expect(flawOf(ignored, `${ONE}\n${TWO}`)).toBeNull()
  expect(flawOf(ignored, '')).toBeNull()
  expect(flawOf(ignored, '#general')).toContain('#general')
  expect(flawOf(ignored, `${ONE} ${TWO} 333333333333333333`)).toContain('2')
})
