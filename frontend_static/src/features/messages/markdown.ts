import { parse } from 'discord-markdown-parser'

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

/** The tree of a message; where the parser fails, the text as it is. */
export function treeOf(text: string): MarkdownNode[] {
  try {
    return parse(text) as MarkdownNode[]
  } catch {
    return [{ type: 'text', content: text }]
  }
}

/** A link that may be followed: the message's author chose it, so the web only. */
export function safeUrl(target: string | undefined): string | null {
  return target !== undefined && /^https?:\/\//i.test(target) ? target : null
}
