import { describe, expect, it } from 'vitest'

import { arrive, extend, KEPT, release, startFeed, type FeedEvent } from '@/features/events/feed'
import { aMessageEvent } from '@/testing/factories'

function events(...names: string[]): FeedEvent[] {
  return names.map((id) => aMessageEvent({ id, cursor: `C-${id}` }))
}

function ids(list: readonly FeedEvent[]): string[] {
  return list.map(({ id }) => id)
}

const feed = startFeed({ items: events('c', 'b', 'a'), next_cursor: 'C-a', live_cursor: 'C-c' })

describe('live events', () => {
  it('go on top, the newest first', () => {
    expect(ids(arrive(feed, events('d', 'e'), false).items)).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  it('wait aside while somebody reads, and come in order afterwards', () => {
    const held = arrive(arrive(feed, events('d'), true), events('e', 'f'), true)

    expect(ids(held.items)).toEqual(['c', 'b', 'a'])
    expect(ids(held.held)).toEqual(['f', 'e', 'd'])
    expect(ids(release(held).items)).toEqual(['f', 'e', 'd', 'c', 'b', 'a'])
  })

  it('appear once, even if they were on the first page', () => {
    expect(arrive(feed, events('c'), false)).toBe(feed)
    expect(ids(arrive(arrive(feed, events('d'), true), events('d', 'e'), true).held)).toEqual(['e', 'd'])
  })

  it('take their places where they come late', () => {
    const late = arrive(arrive(feed, events('d', 'f'), false), events('e'), false)

    expect(ids(late.items)).toEqual(['f', 'e', 'd', 'c', 'b', 'a'])
  })

  it('take their places among what is held, and once it is shown', () => {
    const held = arrive(arrive(feed, events('d', 'f'), true), events('bb', 'e'), true)

    expect(ids(held.held)).toEqual(['f', 'e', 'd', 'bb'])
    expect(ids(release(held).items)).toEqual(['f', 'e', 'd', 'c', 'bb', 'b', 'a'])
  })

  it('are left to the older pages where they belong below what is shown', () => {
    const partial = startFeed({ items: events('c', 'b'), next_cursor: 'C-b', live_cursor: 'C-c' })

    expect(arrive(partial, events('a'), false)).toBe(partial)
  })

  it('push out the oldest beyond what a page can carry; these can be read again', () => {
    const many = events(...Array.from({ length: KEPT }, (_, index) => `n${String(index).padStart(3, '0')}`))

    const full = arrive(feed, many, false)

    expect(full.items).toHaveLength(KEPT)
    expect(full.items[0]?.id).toBe(`n${KEPT - 1}`)
    expect(full.older).toBe('C-n000')
  })

  it('are bounded while they wait, too', () => {
    const many = events(...Array.from({ length: KEPT + 5 }, (_, index) => `h${index}`))

    expect(arrive(feed, many, true).held).toHaveLength(KEPT)
  })
})

describe('older pages', () => {
  it('go to the end, without what is there already', () => {
    const longer = extend(feed, { items: events('a', 'z', 'y'), next_cursor: null, live_cursor: null })

    expect(ids(longer.items)).toEqual(['c', 'b', 'a', 'z', 'y'])
    expect(longer.older).toBeNull()
  })
})
