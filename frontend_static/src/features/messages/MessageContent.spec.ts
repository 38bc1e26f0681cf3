import { mount } from '@vue/test-utils'
import { beforeAll, describe, expect, it } from 'vitest'

import { i18n } from '@/core/i18n'
import { parserLoaded } from '@/features/messages/markdown'
import MessageContent from '@/features/messages/MessageContent'

const [ADA, GENERAL, NOBODY] = ['210000000000000021', '310000000000000031', '220000000000000022']

const names = {
  user: (id: string) => (id === ADA ? 'Ada' : undefined),
  channel: (id: string) => (id === GENERAL ? 'general' : undefined),
}

function show(text: string) {
  return mount(MessageContent, { props: { text, names, cdn: 'https://cdn.example' }, global: { plugins: [i18n] } })
}

beforeAll(() => parserLoaded)

describe('the text of a message', () => {
  it.each(['<img src=x onerror=alert(1)>', '<b>bold</b>', '&lt;script&gt;', '"><script>alert(1)</script>'])(
    'shows %s as it is written',
    (text) => {
      const content = show(text)

      expect(content.text()).toBe(text)
      expect(content.find('img, b, script').exists()).toBe(false)
    },
  )

  it.each([
    ['**strong**', 'strong'],
    ['*em*', 'em'],
    ['~~gone~~', 's'],
    ['`code`', 'code'],
    ['```js\ncode\n```', 'pre'],
    ['> said', 'blockquote'],
  ])('shows %s as Discord does', (text, tag) => {
    expect(show(text).find(tag).exists()).toBe(true)
  })

  it('links the web, in a new tab that cannot reach back', () => {
    const link = show('see https://example.org/a?b=1').get('a')

    expect(link.attributes()).toMatchObject({ href: 'https://example.org/a?b=1', target: '_blank' })
    expect(link.attributes('rel')).toContain('noopener')
  })

  it.each(['javascript:alert(1)', '<javascript:alert(1)>', '[x](javascript:alert(1))', 'data:text/html,x'])(
    'does not link %s',
    (text) => {
      expect(show(text).find('a').exists()).toBe(false)
    },
  )

  it('names who and what is mentioned, as far as it is known', () => {
    expect(show(`<@${ADA}> in <#${GENERAL}>, <@!${NOBODY}>`).text()).toBe(`@Ada in #general, @${NOBODY}`)
  })

  it('hides a spoiler until it is clicked', async () => {
    const content = show('||secret||')

    expect(content.get('button').attributes('aria-label')).toBeDefined()
    await content.get('button').trigger('click')

    expect(content.find('button').exists()).toBe(false)
    expect(content.text()).toBe('secret')
  })

  it('shows a custom emoji from the place where pictures are kept', () => {
    expect(show('<:wave:410000000000000041>').get('img').attributes()).toMatchObject({
      src: 'https://cdn.example/emojis/410000000000000041.webp?size=48',
      alt: ':wave:',
    })
  })

  it.each(['*'.repeat(2_000), '||'.repeat(900), '> '.repeat(900), '`'.repeat(1_999), '_*~'.repeat(600), '['.repeat(2_000)])(
    'survives hostile markup: what backtracks takes minutes, even on a busy machine seconds are enough',
    (text) => {
      const begin = performance.now()

      show(text)

      expect(performance.now() - begin).toBeLessThan(4_000)
    },
  )
})
