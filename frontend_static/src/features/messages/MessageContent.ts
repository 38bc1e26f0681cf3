import { defineComponent, h, type PropType, type VNodeChild } from 'vue'

import { emojiUrl } from '@/core/discord'
import CustomEmoji from '@/features/messages/CustomEmoji.vue'
import { treeOf, safeUrl, type MarkdownNode } from '@/features/messages/markdown'
import type { Names } from '@/features/messages/model'
import SpoilerText from '@/features/messages/SpoilerText.vue'
import RelativeTime from '@/ui/RelativeTime.vue'

interface Context {
  names: Names
  cdn: string
}

type Render = (node: MarkdownNode, context: Context) => VNodeChild

const MENTION = 'rounded bg-tint px-0.5 font-medium text-link'

/** A message's text as Discord shows it, built as elements: nothing in it can become markup. */
export default defineComponent({
  props: {
    text: { type: String, required: true },
    names: { type: Object as PropType<Names>, required: true },
    cdn: { type: String, required: true },
  },
  setup: (props) => () => h('div', { class: 'message-text', dir: 'auto' }, renderAll(treeOf(props.text), props)),
})

const RENDER: Record<string, Render> = {
  br: () => h('br'),
  em: inside('em'),
  strong: inside('strong', 'font-semibold'),
  underline: inside('u'),
  strikethrough: inside('s'),
  heading: inside('p', 'font-semibold'),
  subtext: inside('p', 'text-sm text-faint'),
  blockQuote: inside('blockquote', 'border-l-3 border-edge pl-2.5'),
  inlineCode: (node) => h('code', { class: 'rounded bg-sunken px-1 font-mono text-[0.92em]' }, plain(node)),
  codeBlock: (node) =>
    h('pre', { tabindex: 0, class: 'my-1 overflow-x-auto rounded-lg bg-sunken p-2.5 font-mono text-sm' }, plain(node)),
  spoiler: (node, context) => h(SpoilerText, null, { default: () => children(node, context) }),
  url: link,
  autolink: link,
  user: (node, { names }) => h('span', { class: MENTION }, `@${names.user(node.id ?? '') ?? node.id}`),
  channel: (node, { names }) => h('span', { class: MENTION }, `#${names.channel(node.id ?? '') ?? node.id}`),
  role: (node, { names }) => h('span', { class: MENTION }, `@${names.role?.(node.id ?? '')?.name ?? node.id}`),
  everyone: () => h('span', { class: MENTION }, '@everyone'),
  here: () => h('span', { class: MENTION }, '@here'),
  slashCommand: (node) => h('span', { class: MENTION }, `/${node.name ?? ''}`),
  timestamp: (node) => h(RelativeTime, { moment: Number(node.timestamp) * 1000 }),
  emoji: (node, { cdn }) =>
    h(CustomEmoji, { name: node.name ?? '', src: emojiUrl(cdn, node.id ?? '', node.animated ?? false) }),
}

function renderAll(nodes: MarkdownNode[], context: Context): VNodeChild[] {
  return nodes.map((node) => RENDER[node.type]?.(node, context) ?? children(node, context))
}

function children(node: MarkdownNode, context: Context): VNodeChild {
  return Array.isArray(node.content) ? renderAll(node.content, context) : plain(node)
}

function plain(node: MarkdownNode): string {
  return typeof node.content === 'string' ? node.content : (node.name ?? '')
}

function inside(tag: string, look?: string): Render {
  return (node, context) => h(tag, { class: look }, [children(node, context)])
}

function link(node: MarkdownNode, context: Context): VNodeChild {
  const url = safeUrl(node.target)
  if (url === null) return children(node, context)
  const attributes = { href: url, target: '_blank', rel: 'noopener noreferrer nofollow', class: 'text-link hover:underline' }
  return h('a', attributes, [children(node, context)])
}
