import { unwrap } from '@/api/errors'

/** An answer with its entity tag: a change names the tag, so that nothing is changed that looks otherwise by now. */
export interface TaggedAnswer<T> {
  value: T
  etag: string | null
}

type Asked = Parameters<typeof unwrap>[0]
type Body<A extends Asked> = Exclude<Awaited<A>['data'], undefined>

export async function tagged<A extends Asked>(asked: A): Promise<TaggedAnswer<Body<A>>> {
  const value = (await unwrap(asked)) as Body<A>
  return { value, etag: (await asked).response.headers.get('ETag') }
}

export function ifMatch(etag: string | null): { 'If-Match'?: string } {
  return etag === null ? {} : { 'If-Match': etag }
}
