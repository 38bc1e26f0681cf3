import { beforeEach, describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { fieldsOf, flawOf, helpOf, labelOf, textOf, type Field } from '@/features/settings/schema'
import pages from '@/i18n/pages/en.json'

const SCHEMA = {
  $ref: '#/$defs/Example',
  $defs: {
    Example: {
      properties: {
        is_on: { type: 'boolean' as const, title: 'Is on', description: 'Whether.' },
        days: { type: 'integer' as const, minimum: 1, maximum: 365 },
        mode: { $ref: '#/$defs/Mode' },
        greeting: { type: 'string' as const, maxLength: 80 },
      },
    },
    Mode: { enum: ['soft', 'hard'] },
  },
}

function field(name: string): Field {
  const found = fieldsOf(SCHEMA).find((other) => other.name === name)
  if (!found) throw new Error(name)
  return found
}

beforeEach(() => speak('en', pages))

describe('a form from a schema', () => {
  it('has a field for every property, in order', () => {
    expect(fieldsOf(SCHEMA).map(({ name, kind }) => [name, kind])).toEqual([
      ['is_on', 'switch'],
      ['days', 'number'],
      ['mode', 'choice'],
      ['greeting', 'text'],
    ])
  })

  it('speaks by key where there is a translation, else as the schema does', () => {
    const kept = { ...field('is_on'), name: 'store_content' }

    expect(labelOf('messages', kept)).toBe('Keep message content')
    expect(labelOf('example', field('is_on'))).toBe('Is on')
    expect(helpOf('example', field('is_on'))).toBe('Whether.')
    expect(labelOf('example', field('days'))).toBe('days')
  })

  it('shows values as people say them', () => {
    expect(textOf('messages', field('is_on'), true)).toBe('On')
    expect(textOf('messages', { ...field('days'), name: 'retention_days' }, 1)).toBe('one day')
    expect(textOf('example', field('mode'), 'soft')).toBe('soft')
  })
})

describe('a number', () => {
  it.each([1, 30, 365])('may be %d', (value) => {
    expect(flawOf(field('days'), value)).toBeNull()
  })

  it.each([0, 366, 1.5, Number.NaN, null])('may not be %s', (value) => {
    expect(flawOf(field('days'), value)).toBe('Enter a whole number from 1 to 365.')
  })
})
