import { computed } from 'vue'

import { useQueryText } from '@/core/queryText'
import { choicesIn, type Choice } from '@/features/events/choices'
import type { FeedEvent } from '@/features/events/feed'
import { TIMES, wantedOf, type Filter, type Time } from '@/features/events/filter'
import { describe, isSilent } from '@/features/events/rows/describe'
import { plainText } from '@/features/events/rows/sentence'
import type { Seen } from '@/features/events/seen'
import { matches } from '@/features/guilds/facade'
import { authorName, isMessage } from '@/features/messages/model'

/** The feed's filter, kept in the address. */
export function useFeedFilter() {
  const [type, user, channel, since, until, time] = ['type', 'user', 'channel', 'since', 'until', 'time'].map(useQueryText) as Texts
  const text = useQueryText('q')
  const filter = computed<Filter>(() => ({
    type: type.value,
    user: user.value,
    channel: channel.value,
    time: TIMES.find((known) => known === time.value) ?? '',
    since: since.value,
    until: until.value,
  }))

  const choices = computed<Choice[]>({
    get: () => choicesIn(type.value),
    set: (chosen) => {
      type.value = chosen.join(',')
    },
  })
  const span = computed<Time | ''>({
    get: () => filter.value.time,
    set: (chosen) => {
      time.value = chosen
      if (chosen !== 'custom') since.value = until.value = ''
    },
  })

  function clear(): void {
    for (const part of [type, user, channel, time, since, until, text]) part.value = ''
  }

  const wanted = computed(() => wantedOf(filter.value, Date.now()))
  return { choices, user, channel, time: span, since, until, text, wanted, clear, isActive: computed(() => wanted.value !== null || text.value !== '') }
}

type Text = ReturnType<typeof useQueryText>
type Texts = [Text, Text, Text, Text, Text, Text]

/** Whether an event is shown where a text is searched among what is loaded. */
export function passes(event: FeedEvent, text: string, names: Seen): boolean {
  if (isSilent(event)) return false
  return text === '' || matches(wordsOf(event, names), text)
}

function wordsOf(event: FeedEvent, names: Seen): string {
  if (!isMessage(event)) return plainText(describe(event, (id) => names.message(id)), names)
  return `${event.data.content ?? ''}\n${authorName(event.data)}\n${event.data.author.username}`
}
