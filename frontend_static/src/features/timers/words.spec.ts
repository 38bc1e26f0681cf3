import { describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { sorted, troubleOf, whatEnds } from '@/features/timers/words'
import base from '@/i18n/en.json'
import texts from '@/i18n/timers/en.json'

speak('en', base, texts)

describe('a timer', () => {
  it('says what ends, and for whom', () => {
    expect(whatEnds({ kind: 'ban' }, 'Bea', '')).toBe('The ban of Bea ends')
    expect(whatEnds({ kind: 'role_taken' }, 'Bea', 'Regular')).toBe('Bea gets the role Regular back')
  })

  it('says what to do about what went wrong, and nothing where nothing did', () => {
    expect(troubleOf({ code: null, kind: 'ban' })).toBeNull()
    expect(troubleOf({ code: 'discord_forbidden', kind: 'ban' })?.advice).toContain('“Ban members”')
    expect(troubleOf({ code: 'bot_unavailable', kind: 'ban' })?.why).toBe('The bot is not connected.')
    expect(troubleOf({ code: 'strange', kind: 'ban' })?.why).toBe('It did not work (strange).')
  })

  it('stands first where it failed', () => {
    const timers = ['waiting', 'failed', 'claimed'].map((state) => ({ state }) as never)

    expect(sorted(timers)).toEqual({ failed: [timers[1]], waiting: [timers[0], timers[2]] })
  })
})
