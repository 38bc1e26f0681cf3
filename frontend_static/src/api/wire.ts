import type { components } from '@/api/schema'

type Schemas = components['schemas']

/** The WebSocket messages of a browser, as the gateway's own types describe them. */

/** Events come with their places in the history, by which they sort. */
export type LiveEvent = Schemas['StoredEvent']
export type Refusal = Schemas['ErrorMessage']
/** That something changed, without saying how. */
export type Notice = Schemas['NoticeMessage']
export type Viewer = Schemas['Viewer']

export type ToGateway =
  | Pick<Schemas['KeepAlive'], 'action'>
  | Schemas['Unsubscribe']
  | Schemas['Viewing']
  | Schemas['Viewing']
  | (Omit<Schemas['Subscribe'], 'cursor'> & Partial<Pick<Schemas['Subscribe'], 'cursor'>>)

export type FromGateway =
  | Schemas['Subscribed']
  | Schemas['EventMessage']
  | Schemas['NoticeMessage']
  | Schemas['Viewers']
  | Schemas['NoticeMessage']
  | Schemas['Viewers']
  | Schemas['KeptAlive']
  | Schemas['ErrorMessage']

export function decode(text: string): FromGateway | null {
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null && 'action' in message ? (message as FromGateway) : null
  } catch {
    return null // not ours: API Gateway itself may speak, and a newer gateway may say more
  }
}
