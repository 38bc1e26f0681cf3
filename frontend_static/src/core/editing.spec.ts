import { expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'

import { useEditing, type Tagged } from '@/core/editing'

function aState(values: Tagged['values'], etag: string, id = '1'): Tagged {
  return { id, values, etag }
}

it('follows what others change as long as nothing is edited', async () => {
  const source = shallowRef<Tagged | undefined>(aState({ name: 'a' }, 'v1'))
  const editing = useEditing(source)

  source.value = aState({ name: 'b' }, 'v2')
  await nextTick()

  expect(editing.values.value).toEqual({ name: 'b' })
  expect(editing.isStale.value).toBe(false)
})

it('keeps edits over a change of others until theirs is loaded, and shows it', async () => {
  const source = shallowRef<Tagged | undefined>(aState({ name: 'a', topic: 'x' }, 'v1'))
  const editing = useEditing(source)
  editing.change('topic', 'mine')

  source.value = aState({ name: 'b', topic: 'x' }, 'v2')
  await nextTick()

  expect(editing.base.value?.etag).toBe('v1')
  expect(editing.theirs.value).toEqual([{ name: 'name', before: 'a', after: 'b' }])
  editing.loadTheirs()
  expect(editing.values.value).toEqual({ name: 'b', topic: 'mine' })
  expect(editing.base.value?.etag).toBe('v2')
  expect(editing.isStale.value).toBe(false)
})

it('takes a new tag where the same is said under it', async () => {
  const source = shallowRef<Tagged | undefined>(aState({ name: 'a' }, 'v1'))
  const editing = useEditing(source)
  editing.change('name', 'mine')

  source.value = aState({ name: 'a' }, 'v2')
  await nextTick()

  expect(editing.base.value?.etag).toBe('v2')
  expect(editing.changes.value).toEqual([{ name: 'name', before: 'a', after: 'mine' }])
})

it('begins anew with another thing', async () => {
  const source = shallowRef<Tagged | undefined>(aState({ name: 'a' }, 'v1'))
  const editing = useEditing(source)
  editing.change('name', 'mine')

  source.value = aState({ name: 'z' }, 'v1', '2')
  await nextTick()

  expect(editing.isDirty.value).toBe(false)
  expect(editing.values.value).toEqual({ name: 'z' })
})
