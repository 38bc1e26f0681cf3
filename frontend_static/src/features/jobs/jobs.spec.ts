import { describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { termsOf as actTerms, strangerOf } from '@/features/enforcement/acts'
import { bulkActOf, bySkipping } from '@/features/jobs/bulk'
import type { Job } from '@/features/jobs/data'
import { freshened, partOf, secondsLeft } from '@/features/jobs/progress'
import { csvOf, refusalWords } from '@/features/jobs/report'
import { markOf, tallyOf } from '@/features/jobs/words'
import acts from '@/i18n/acts/en.json'
import base from '@/i18n/en.json'
import jobs from '@/i18n/jobs/en.json'
import refusals from '@/i18n/refusals/en.json'
import { aJob } from '@/testing/jobs'

speak('en', base, acts, refusals, jobs)

const STARTED = '2026-11-23T10:00:00Z'
const NOW = Date.parse(STARTED) + 60_000

function running(done: number, total: number, seconds = 0): Job {
  return aJob({ state: 'running', started_at: STARTED, seconds, progress: { total, done, skipped: 0, failed: 0, purge: null } })
}

describe('an act on many', () => {
  const terms = { ...actTerms('ban', strangerOf('')), reason: ' raid ', seconds: 86_400, roleIds: ['7'] }

  it('has only the fields that belong to it', () => {
    expect(bulkActOf('kick', terms)).toEqual({ kind: 'kick', reason: 'raid', notify: false, hidden: false, seconds: null, delete_message_seconds: null, role_ids: null })
    expect(bulkActOf('ban', terms)).toMatchObject({ seconds: 86_400, delete_message_seconds: 0, role_ids: null })
    expect(bulkActOf('roles_give', terms)).toMatchObject({ role_ids: ['7'], delete_message_seconds: null })
  })

  it('tells nobody unless somebody wants it, and never of what is hidden', () => {
    expect(bulkActOf('ban', { ...terms, notify: true }).notify).toBe(true)
    expect(bulkActOf('ban', { ...terms, notify: true, hidden: true }).notify).toBe(false)
    expect(bulkActOf('note', { ...terms, notify: true }).notify).toBe(false)
  })

  it('says why some are left out, the most frequent reason first', () => {
    const owner = { code: 'role_too_high', message: '', details: { owner: true } as never }
    const rank = { code: 'role_too_high', message: '', details: { who: 'bot', role: 'Mods' } as never }
    const skipped = [{ user_id: '1', refusal: owner }, { user_id: '2', refusal: rank }, { user_id: '3', refusal: rank }]

    expect(bySkipping(skipped).map(({ refusal, those }) => [refusalWords(refusal).title, those.length])).toEqual([
      ['The bot’s highest role is not above Mods', 2],
      ['Nobody can do this to the server’s owner', 1],
    ])
  })
})

describe('how far a job is', () => {
  it('is told by how fast it went so far', () => {
    expect(partOf(running(30, 120))).toBe(0.25)
    expect(secondsLeft(running(30, 120), NOW)).toBe(180)
  })

  it('is told by the estimate where it has hardly begun', () => {
    expect(secondsLeft(running(2, 100, 50), NOW)).toBe(49)
    expect(secondsLeft(aJob({ state: 'queued', seconds: 50, progress: { total: 100, done: 0, skipped: 0, failed: 0, purge: null } }), NOW)).toBe(50)
  })

  it('is shown as it is now, with what was loaded before', () => {
    const [old, going, fresh] = [aJob({ id: '1' }), aJob({ id: '2', state: 'running' }), aJob({ id: '3' })]

    expect(freshened([going, old], [fresh, { ...going, state: 'done' }]).map(({ id, state }) => `${id} ${state}`)).toEqual(['3 done', '2 done', '1 done'])
  })

  it('is not told of what is over, or of a purge', () => {
    const work = { type: 'purge' as const, filter: {} as never, reason: null, hidden: false }

    expect(secondsLeft(aJob({ state: 'done' }), NOW)).toBeNull()
    expect(partOf(aJob({ work }))).toBeNull()
  })

  it('says what was left out, and that a job stops before it has stopped', () => {
    const by = { user_id: '5', name: 'Ada' }

    expect(tallyOf(aJob({ progress: { total: 300, done: 280, skipped: 20, failed: 0, purge: null } }))).toBe('280 of 300 done · 20 left out')
    expect(markOf({ state: 'running', cancelled_by: by }).text).toBe('Stopping')
    expect(markOf({ state: 'cancelled', cancelled_by: by }).text).toBe('Stopped')
  })
})

describe('a report', () => {
  it('is taken by no spreadsheet for a formula, and keeps its columns', () => {
    const csv = csvOf([
      { user_id: '1', name: '=HYPERLINK("x")', state: 'done', case: 17, refusal: null },
      { user_id: '2', name: 'a, b', state: 'skipped', case: null, refusal: { code: 'conflict', message: '', details: { target: 'banned' } as never } },
    ])

    expect(csv).toBe('\uFEFFMember,Name,Outcome,Case,Why not\r\n1,"\'=HYPERLINK(""x"")",Done,17,\r\n2,"a, b",Left out,,Banned already\r\n')
  })
})
