import { shallowRef } from 'vue'

/** A node of the parser's tree, with what the kinds that we show carry. */
export interface MarkdownNode {
  type: string
  content?: string | MarkdownNode[]
  target?: string
  id?: string
  name?: string
  animated?: boolean
  lang?: string
  level?: number
  timestamp?: string
  format?: string
}

const parser = shallowRef<((text: string) => unknown) | null>(null)

/** The parser is large, and the page is drawn before it has come: nobody waits for it. */
export const parserLoaded = loadParser()

async function loadParser(): Promise<void> {
  try {
    const { parse } = await import('discord-markdown-parser')
    parser.value = parse
  } catch {
    // the texts stay as they were written
  }
}

/** The tree of a message; without the parser, or where it fails, the text as it is, but never what is to stay hidden. */
export function treeOf(text: string): MarkdownNode[] {
  try {
    if (parser.value) return parser.value(text) as MarkdownNode[]
  } catch {
    return plain(text)
  }
  return plain(text.replaceAll(/\|\|[^]*?\|\|/g, '…'))
}

function plain(text: string): MarkdownNode[] {
  return [{ type: 'text', content: text }]
}

/** A link that may be followed: the message's author chose it, so the web only. */
export function safeUrl(target: string | undefined): string | null {
  return target !== undefined && /^https?:\/\//i.test(target) ? target : null
}
