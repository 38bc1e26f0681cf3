import { computed } from 'vue'

import { t } from '@/core/i18n'
import { useAccess, useRoles, type Permission } from '@/features/access/data'
import { cellOf, grantedTo, grantsShape, isHeld, lockOf, rowsOf, type Row } from '@/features/access/grants'
import { useFeatureSettings } from '@/features/settings/facade'
import { valuesOf } from '@/features/settings/draft'

/** The matrix of roles and permissions: what holds, what may be changed, and what has been. */
export function useGrants(guildId: () => string) {
  const access = useAccess(guildId)
  const roles = useRoles(guildId)
  const settings = useFeatureSettings(guildId, 'access', grantsShape)
  const { values, changes } = settings

  const rows = computed(() => rowsOf(roles.data.value ?? [], { ...values.value, ...before.value }))
  const before = computed(() =>
    valuesOf({
      base: { feature: 'access', values: values.value, version: 0, schema: {} },
      edits: Object.fromEntries(changes.value.map((change) => [change.name, change.before])),
    }),
  )
  const diff = computed(() =>
    rows.value
      .map((row) => ({ name: row.id, label: nameOf(row), before: said(row, before.value), after: said(row, values.value) }))
      .filter((change) => change.before !== change.after),
  )

  function toggle(row: Row, permission: Permission, granted: boolean): void {
    settings.change(cellOf(row.id, permission), granted ? true : null)
  }

  function refetch(): void {
    for (const query of [access, roles, settings]) void query.refetch()
  }

  return {
    access: access.data,
    roles: roles.data,
    rows,
    diff,
    toggle,
    held: (row: Row, permission: Permission) => isHeld(row, permission, values.value),
    lock: (row: Row, permission: Permission) => lockOf(row, permission, values.value, access.data.value),
    isPending: computed(() => access.isPending.value || roles.isPending.value || settings.isPending.value),
    error: computed(() => access.error.value ?? roles.error.value ?? settings.error.value),
    isComplete: computed(() => Boolean(access.data.value && roles.data.value && !settings.isPending.value)),
    refetch,
    saving: settings.saving,
    conflict: settings.conflict,
    undo: settings.undo,
    save: settings.save,
    reload: settings.reload,
  }
}

export function nameOf({ role }: Row): string {
  return role?.name ?? t('access.roles.gone')
}

function said({ id }: Row, cells: Parameters<typeof grantedTo>[1]): string {
  const names = grantedTo(id, cells).map((permission) => t(`access.permissions.${permission}.name`))
  return names.join(', ') || t('access.diff.nothing')
}
