import { expect, it } from 'vitest'

import { parserLoaded, treeOf } from '@/features/messages/markdown'

it('shows a text as it was written until the parser has come, but not what is hidden', async () => {
  const before = [treeOf('a **word**'), treeOf('the end: ||he dies|| and ||she\nlives||!')]

  expect(before).toEqual([[{ type: 'text', content: 'a **word**' }], [{ type: 'text', content: 'the end: … and …!' }]])
  await parserLoaded
  expect(treeOf('a **word**').map(({ type }) => type)).toEqual(['text', 'strong'])
})
