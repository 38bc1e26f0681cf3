import { t } from '@/core/i18n'

const UNKNOWN = 'Unknown device'
const PHONES = /\b(iPhone|iPad|Android)$/

/** The name of a device in the reader's language; the API knows them in English, out of a closed set. */
export function deviceName(device: string): string {
  if (device === UNKNOWN) return t('account.logins.unknown')
  const [browser = '', system] = device.split(' on ')
  return system === undefined ? browser : t('account.logins.device', { browser, system })
}

export function isHandheld(device: string): boolean {
  return PHONES.test(device)
}
