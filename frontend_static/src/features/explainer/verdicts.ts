import type { Reason, Verdict } from '@/features/explainer/data'
import type { PermissionGroup, PermissionName } from '@/features/explainer/permissions'

/** A permission with what decides it; `becomes` where an unsaved change would make it otherwise. */
export interface Line {
  permission: PermissionName
  allowed: boolean
  decisive: Reason | null
  overruled: Reason[]
  becomes: boolean
}

export interface LineGroup {
  name: PermissionGroup['name']
  lines: Line[]
}

/** The verdicts in the groups of a page; only those that an unsaved change would make others, if wanted. */
export function linesIn(
  groups: readonly PermissionGroup[],
  { verdicts, changed }: { verdicts: readonly Verdict[]; changed: readonly Verdict[] },
  onlyChanged: boolean,
): LineGroup[] {
  const known = new Map(verdicts.map((verdict) => [verdict.permission, verdict]))
  const others = new Set(changed.map(({ permission }) => permission))
  return groups
    .map(({ name, permissions }) => ({
      name,
      lines: permissions.flatMap((permission) => {
        const verdict = known.get(permission)
        return verdict ? [lineOf(verdict, permission, others.has(permission))] : []
      }),
    }))
    .map(({ name, lines }) => ({ name, lines: onlyChanged ? lines.filter(({ becomes }) => becomes) : lines }))
    .filter(({ lines }) => lines.length > 0)
}

function lineOf({ allowed, reasons }: Verdict, permission: PermissionName, becomes: boolean): Line {
  return { permission, allowed, decisive: reasons.at(-1) ?? null, overruled: reasons.slice(0, -1), becomes }
}
