/** An answer of the API that is not the wished-for one, or none at all (`status` 0, `code` "unreachable"). */
export class ApiError extends Error {
  override name = 'ApiError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly details: unknown = undefined,
  ) {
    super(message)
  }
}

interface Problem {
  code?: string
  message?: string
  request_id?: string
  details?: unknown
}

interface Answer<T> {
  data?: T | undefined
  error?: unknown
  response: Response
}

/** The body of a good answer; anything else becomes an `ApiError`. */
export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((reason: unknown) => {
    throw asApiError(reason)
  })
  if (response.ok) return data as T
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Problem
  const code = problem.code ?? `http_${response.status}`
  const requestId = problem.request_id ?? response.headers.get('X-Request-Id')
  throw new ApiError(response.status, code, problem.message ?? response.statusText, requestId, problem.details)
}

export function asApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason
  return new ApiError(0, 'unreachable', reason instanceof Error ? reason.message : String(reason))
}
