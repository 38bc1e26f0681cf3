import type { Area } from '@/core/locale'

/** The code of each page, fetched when it is first needed: by the router, or by boot.ts before the router is here. */
export const pages = {
  login: () => import('@/features/logins/LoginPage.vue'),
  callback: () => import('@/features/logins/CallbackPage.vue'),
  shell: () => import('@/layout/AppShell.vue'),
  guilds: () => import('@/features/guilds/GuildsPage.vue'),
  guild: () => import('@/features/events/GuildPage.vue'),
  channels: () => import('@/features/channels/ChannelsPage.vue'),
  roles: () => import('@/features/roles/RolesPage.vue'),
  members: () => import('@/features/members/MembersPage.vue'),
  bans: () => import('@/features/bans/BansPage.vue'),
  cases: () => import('@/features/cases/CasesPage.vue'),
  case: () => import('@/features/cases/CasePage.vue'),
  jobs: () => import('@/features/jobs/JobsPage.vue'),
  job: () => import('@/features/jobs/JobPage.vue'),
  timers: () => import('@/features/timers/TimersPage.vue'),
  'audit-log': () => import('@/features/audit/AuditLogPage.vue'),
  access: () => import('@/features/access/AccessPage.vue'),
  account: () => import('@/features/account/AccountPage.vue'),
  appeals: () => import('@/features/appeals/AppealsPage.vue'),
  farewell: () => import('@/features/account/FarewellPage.vue'),
  settings: () => import('@/features/settings/SettingsPage.vue'),
  notFound: () => import('@/layout/NotFoundPage.vue'),
}

/** The areas of texts (`i18n/<area>/`) that a page speaks of besides those of everywhere, by its route's name. */
export const AREAS: Record<string, Area[] | undefined> = {
  guild: ['events'],
  settings: ['pages', 'acts', 'refusals', 'enforcement'],
  access: ['pages'],
  channels: ['pages', 'administration', 'refusals', 'permissions', 'channels', 'jobs'],
  roles: ['pages', 'administration', 'refusals', 'permissions', 'roles'],
  members: ['pages', 'events', 'permissions', 'refusals', 'moderation', 'acts', 'cases', 'jobs', 'undo'],
  bans: ['pages', 'events', 'permissions', 'refusals', 'moderation', 'acts', 'cases', 'jobs', 'undo'],
  cases: ['pages', 'permissions', 'refusals', 'administration', 'moderation', 'acts', 'cases'],
  case: ['pages', 'permissions', 'refusals', 'administration', 'moderation', 'acts', 'cases', 'appeals', 'undo'],
  jobs: ['pages', 'permissions', 'refusals', 'acts', 'cases', 'jobs'],
  job: ['pages', 'permissions', 'refusals', 'acts', 'cases', 'jobs'],
  timers: ['pages', 'permissions', 'refusals', 'acts', 'timers'],
  'audit-log': ['pages', 'events', 'permissions', 'refusals', 'moderation', 'undo'],
  account: ['pages'],
  appeals: ['appeals'],
  farewell: ['pages'],
  'not-found': ['pages'],
}

export interface Place {
  page: 'guilds' | 'guild' | 'channels' | 'roles' | 'members' | 'bans' | 'cases' | 'case' | 'jobs' | 'job' | 'timers' | 'audit-log' | 'settings' | 'access' | 'account'
  guildId: string
}

const GUILD_PATH = /^\/guilds\/(\d+)(?:\/(channels|roles|members|bans|cases|jobs|timers|audit-log|settings|access))?\/?$/
const ONE_PATH = /^\/guilds\/(\d+)\/(?:(cases)\/\d+|jobs\/\w+)\/?$/

/** Which page of the shell a path leads to, for those who cannot wait for the router. */
export function placeOf(path: string): Place | null {
  if (path === '/' || path === '/guilds') return { page: 'guilds', guildId: '' }
  if (path === '/account') return { page: 'account', guildId: '' }
  const [, of, cases] = ONE_PATH.exec(path) ?? []
  if (of !== undefined) return { page: cases ? 'case' : 'job', guildId: of }
  const [, guildId, page = 'guild'] = GUILD_PATH.exec(path) ?? []
  return guildId === undefined ? null : { page: page as Place['page'], guildId }
}
