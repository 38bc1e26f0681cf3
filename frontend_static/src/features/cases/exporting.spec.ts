import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { flawOfFile, itemOf } from '@/features/cases/evidence'
import { fileOf, lengthOf } from '@/features/cases/exporting'
import { usePieces } from '@/features/cases/pieces'
import { aCase } from '@/testing/cases'
import { use } from '@/testing/page'

const DAY = new Date('2026-11-23T12:00:00Z')

describe('an export', () => {
  it('is one file of all its pieces', () => {
    const csv = fileOf('Café & Co', 'csv', [{ rows: 'number,at\n1,x\n', items: null, next_cursor: 'a' }, { rows: '2,y\n', items: null, next_cursor: null }], DAY)
    const json = fileOf('***', 'json', [{ rows: null, items: [aCase()], next_cursor: null }], DAY)

    expect(csv).toMatchObject({ name: 'cases-cafe-co-2026-11-23.csv', text: '\uFEFFnumber,at\n1,x\n2,y\n' })
    expect(json.name).toBe('cases-server-2026-11-23.json')
    expect(JSON.parse(json.text)).toHaveLength(1)
  })

  it('counts cases, not lines', () => {
    expect(lengthOf({ rows: 'number,reason\n1,"two\nlines ""quoted"""\n2,x\n', items: null, next_cursor: null })).toBe(2)
    expect(lengthOf({ rows: null, items: [aCase(), aCase()], next_cursor: null })).toBe(2)
  })
})

describe('something read piece by piece', () => {
  it('goes on to the last piece, and ends when it is stopped', async () => {
    const pages: Record<string, string | null> = { '': 'b', b: 'c', c: null }
    const heard: (string | null)[] = []
    const { result } = await use(() => usePieces(async (cursor = '') => ({ next_cursor: pages[cursor] ?? null }), (piece) => heard.push(piece.next_cursor)))

    await result.start()
    expect(heard).toEqual(['b', 'c', null])

    const going = result.start()
    result.stop()
    await going
    await flushPromises()
    expect(heard).toHaveLength(3)
    expect(result.busy.value).toBe(false)
  })
})

describe('evidence', () => {
  it('is a message where a link leads to one of this server, else a link', () => {
    expect(itemOf('11', 'https://discord.com/channels/11/31/9001')).toEqual({ kind: 'message', channel_id: '31', message_id: '9001' })
    expect(itemOf('11', 'https://discord.com/channels/12/31/9001')?.kind).toBe('link')
    expect(itemOf('11', 'https://example.com/x')).toEqual({ kind: 'link', url: 'https://example.com/x', title: '' })
    expect(itemOf('11', 'javascript:alert(1)')).toBeNull()
    expect(itemOf('11', 'http://example.com')).toBeNull()
  })

  it('is no file that is too large, empty or could run', () => {
    expect(flawOfFile({ size: 10, type: 'image/png' })).toBeNull()
    expect(flawOfFile({ size: 0, type: 'image/png' })).toBe('empty')
    expect(flawOfFile({ size: 9 * 1024 * 1024, type: 'image/png' })).toBe('large')
    expect(flawOfFile({ size: 10, type: 'text/html' })).toBe('type')
  })
})
