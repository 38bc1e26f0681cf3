import { expect, it } from 'vitest'

import { momentOf } from '@/core/ulid'

it('reads the moment of a ULID', () => {
  expect(momentOf('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(1_469_922_850_259) // the example of the specification
})
