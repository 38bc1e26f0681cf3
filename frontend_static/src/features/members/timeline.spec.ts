import { expect, it } from 'vitest'

import type { Action } from '@/features/audit/data'
import { timelineOf } from '@/features/members/timeline'
import { aCase } from '@/testing/cases'
import { anEvent } from '@/testing/factories'

const anAction = (id: string, at: string) => ({ id, at }) as Action

it('tells everything once, the newest first, by day', () => {
  const cases = [aCase({ number: 3, at: '2026-11-23T10:00:00Z', action_id: 'A1', audit_entry_id: '900' })]
  const actions = [anAction('A1', '2026-11-23T10:00:01Z'), anAction('A2', '2026-11-20T10:00:00Z')]
  const events = [
    { ...anEvent('audit_log_entry', {}), id: 'audit_log_entry:900', timestamp: Date.parse('2026-11-23T10:00:02Z') },
    { ...anEvent('member_join', {}), id: 'member_join:1', timestamp: Date.parse('2026-11-23T09:00:00Z') },
  ]

  const days = [...timelineOf(cases, actions, events)].map(([day, happened]) => [day, happened.map(({ key }) => key)])

  expect(days).toEqual([
    ['2026-11-23', ['case:3', 'member_join:1']],
    ['2026-11-20', ['A2']],
  ])
})
