import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type LoginEntry = Schemas['LoginEntry']
export type AccountExport = Schemas['AccountExport']
export type Receipt = Schemas['ErasureReceipt']
export type Erased = Receipt['erased']

/** The user's logins that have not ended, the one used last first. */
export function useLogins() {
  return useQuery({
    key: ['account', 'logins'],
    query: async () => (await unwrap(api.GET('/api/auth/logins'))).items,
    refetchOnWindowFocus: true,
  })
}

export function endLogin(loginId: string): Promise<unknown> {
  return unwrap(api.DELETE('/api/auth/logins/{login_id}', { params: { path: { login_id: loginId } } }))
}

/** End all of the user's logins, this one included. */
export function endAllLogins(): Promise<unknown> {
  return unwrap(api.POST('/api/auth/logout-everywhere'))
}

export function readExport(): Promise<AccountExport> {
  return unwrap(api.GET('/api/auth/me/export'))
}

/** `confirm` is the user's own username. */
export function eraseAccount(confirm: string): Promise<Receipt> {
  return unwrap(api.DELETE('/api/auth/me', { body: { confirm } }))
}
