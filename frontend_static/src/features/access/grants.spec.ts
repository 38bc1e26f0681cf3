import { describe, expect, it } from 'vitest'

import type { GuildAccess, Role } from '@/features/access/data'
import { cellOf, grantsShape, isHeld, lockOf, PERMISSIONS, rowsOf, type Row } from '@/features/access/grants'
import type { Values } from '@/features/settings/schema'

function aRole(role: Partial<Role> = {}): Role {
  return { id: '20', name: 'Helpers', color: 0, position: 2, managed: false, administrator: false, ...role }
}

function aRow(role: Partial<Role> = {}): Row {
  const made = aRole(role)
  return { id: made.id, role: made }
}

function access(own: Partial<GuildAccess> = {}): GuildAccess {
  const permissions = [...PERMISSIONS]
  return { owner: false, administrator: false, permissions, source: 'bot', top_role_id: '50', top_role_position: 5, ...own }
}

describe('grants as boxes', () => {
  it('come back as they went', () => {
    const values = { grants: [{ role_id: '20', permissions: ['view', 'moderate'] }] } as unknown as Values

    const cells = grantsShape.open(values)

    expect(cells).toEqual({ '20:view': true, '20:moderate': true })
    expect(grantsShape.close(cells)).toEqual(values)
  })

  it('leave out a role that lost its last permission', () => {
    expect(grantsShape.close({ '20:view': null, '30:view': true })).toEqual({ grants: [{ role_id: '30', permissions: ['view'] }] })
  })

  it('keep a role in sight that is gone on Discord', () => {
    expect(rowsOf([aRole()], { '99:view': true })).toEqual([aRow(), { id: '99', role: null }])
  })
})

describe('what a role may', () => {
  it('is to see the server where it may do anything', () => {
    const cells = { [cellOf('20', 'moderate')]: true }

    expect(isHeld(aRow(), 'view', cells)).toBe(true)
    expect(isHeld(aRow(), 'manage-access', cells)).toBe(false)
    expect(lockOf(aRow(), 'view', cells, access())).toBe('implied')
  })

  it('is everything for administrators, whatever is granted', () => {
    expect(isHeld(aRow({ administrator: true }), 'manage-access', {})).toBe(true)
    expect(lockOf(aRow({ administrator: true }), 'view', {}, access({ owner: true }))).toBe('administrator')
  })
})

describe('who may grant it', () => {
  it.each([
    ['below one of their own', { position: 4 }, access(), null],
    ['at their own highest', { id: '50', position: 5 }, access(), 'tooHigh'],
    ['above it', { position: 6 }, access(), 'tooHigh'],
    ['at its position, and younger', { id: '60', position: 5 }, access(), null],
    ['at its position, and older', { id: '40', position: 5 }, access(), 'tooHigh'],
    ['above it, for the owner', { position: 6 }, access({ owner: true }), null],
    ['where the bot is away', { position: 1 }, access({ top_role_id: null, top_role_position: null }), 'tooHigh'],
    ['without the right to manage access', {}, access({ permissions: ['view', 'moderate'] }), 'readonly'],
    ['of what they lack', {}, access({ permissions: ['view', 'manage-access'] }), 'lacking'],
  ] as const)('a role %s: %o', (_, role, own, lock) => {
    expect(lockOf(aRow(role), 'moderate', {}, own)).toBe(lock)
  })
})
