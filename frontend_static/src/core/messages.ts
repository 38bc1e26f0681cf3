/** What is said in one language: the texts by their dotted key. */
export type Texts = ReadonlyMap<string, string>
export type Values = Record<string, string | number>

/** The dotted keys of a tree of texts, so that a misspelt one does not compile. */
export type KeyOf<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? Name : `${Name}.${KeyOf<Tree[Name]>}`
}[keyof Tree & string]

export function flatten(tree: object, path = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, string | object]) =>
    typeof value === 'string' ? [[path + name, value]] : flatten(value, `${path}${name}.`),
  )
}

/** Fill in a text's `{names}`; of a text with forms ("none | one | more") take the one for `number`. */
export function compose(text: string, values: Values, number?: number): string {
  const forms = number === undefined ? [text] : text.split(' | ')
  const form = forms[Math.min(number ?? 0, forms.length - 1)] ?? text
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder))
}
