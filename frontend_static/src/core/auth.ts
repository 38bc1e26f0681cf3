import type { components } from '@/api/schema'
import { requestId } from '@/core/requestId'

export type User = components['schemas']['User']
type LoginAnswer = components['schemas']['AccessToken'] & { return_to?: string }

/** A login as this page holds it: in memory only, gone with the tab. */
export interface Login {
  token: string
  expiresAt: number
  user: User
}

/** `reason` is the API's code where it was the API that ended the login. */
type LoginListener = (login: Login | null, reason: string | null) => void

export interface AuthPorts {
  fetch(input: string, init: RequestInit): Promise<Response>
  now(): number
  /** Run alone among this browser's tabs: the refresh cookie is theirs together and turns over at every use. */
  exclusively<T>(run: () => Promise<T>): Promise<T>
  /** Whether this browser had a login when it was last here. Not a secret; it only spares a useless request. */
  wasLoggedIn: { get(): boolean; set(value: boolean): void }
}

/** The API could not be asked. Says nothing about the login. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
}

/** The API refused; `code` is its stable code. */
export class RefusedError extends Error {
  override name = 'RefusedError'

  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code)
  }
}

const EXPIRY_MARGIN_MS = 20_000

export class Auth {
  private login: Login | null = null
  private refreshing: Promise<Login | null> | null = null
  private readonly listeners = new Set<LoginListener>()

  constructor(private readonly ports: AuthPorts) {}

  get current(): Login | null {
    return this.login
  }

  get mayBeLoggedIn(): boolean {
    return this.login !== null || this.ports.wasLoggedIn.get()
  }

  onChange(listener: LoginListener): void {
    this.listeners.add(listener)
  }

  /** Find out, once per page, whether this browser is logged in. */
  async restore(): Promise<Login | null> {
    if (this.login) return this.login
    return this.mayBeLoggedIn ? this.refresh() : null
  }

  /** A token that is good for the next request, or null without a login. */
  async token(): Promise<string | null> {
    if (!this.login) return null
    if (this.login.expiresAt - this.ports.now() > EXPIRY_MARGIN_MS) return this.login.token
    return (await this.refresh())?.token ?? null
  }

  /** Get a new access token. All who ask at the same time share one request; `stale` is the token that failed. */
  async refresh(stale?: string): Promise<Login | null> {
    if (stale !== undefined && this.login && this.login.token !== stale) return this.login
    this.refreshing ??= this.ports
      .exclusively(() => this.post('/api/auth/refresh'))
      .then((answer) => this.accept(answer))
      .catch((error: unknown) => this.reject(error))
      .finally(() => {
        this.refreshing = null
      })
    return this.refreshing
  }

  /** Begin a login with Discord: where to send the browser. `returnTo` is the page to come back to. */
  async begin(returnTo: string): Promise<string> {
    const response = await this.send('/api/auth/discord/login', { return_to: returnTo })
    const { authorize_url } = (await response.json()) as components['schemas']['AuthorizeUrl']
    return authorize_url
  }

  /** Turn the one-time session of Discord's redirect into a login; return where the person wanted to go. */
  async exchange(session: string): Promise<string> {
    const answer = await this.post('/api/auth/exchange-session', { session })
    this.accept(answer)
    return answer.return_to ?? '/'
  }

  /** End the login here and on the server. The server is told even if this page cannot hear its answer. */
  async logout(): Promise<void> {
    await this.ports.exclusively(() => this.send('/api/auth/logout')).catch(() => undefined)
    this.forget()
  }

  /** The login has ended elsewhere: in another tab, or the API says so and why. */
  forget(reason: string | null = null): void {
    this.ports.wasLoggedIn.set(false)
    this.change(null, reason)
  }

  private accept(answer: LoginAnswer): Login {
    const expiresAt = this.ports.now() + answer.expires_in * 1000
    const login = { token: answer.access_token, expiresAt, user: answer.user }
    this.ports.wasLoggedIn.set(true)
    this.change(login)
    return login
  }

  private reject(error: unknown): null {
    const isOver = error instanceof RefusedError && (error.status === 401 || error.status === 403)
    if (!isOver) throw error
    this.forget(this.login && 'login_ended') // who has only just opened the page need not be told
    return null
  }

  private change(login: Login | null, reason: string | null = null): void {
    this.login = login
    for (const listener of this.listeners) listener(login, reason)
  }

  private async post(path: string, body?: object): Promise<LoginAnswer> {
    return (await this.send(path, body)).json() as Promise<LoginAnswer>
  }

  private async send(path: string, body?: object): Promise<Response> {
    const response = await this.ports.fetch(path, request(body)).catch((error: unknown) => {
      throw new UnreachableError('The API did not answer.', { cause: error })
    })
    if (response.ok) return response
    const problem = (await response.json().catch(() => null)) as { code?: string } | null
    if (problem?.code) throw new RefusedError(problem.code, response.status)
    throw new UnreachableError(`Something other than the API answered ${response.status}.`)
  }
}

function request(body?: object): RequestInit {
  return {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'X-Guildhall': '1', // another site's form cannot set this: the cookie alone is not enough
      'X-Request-Id': requestId(),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }
}
