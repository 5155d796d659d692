const topics = {
  question: {
    label: 'A question',
    abouts: ['What is sealed', 'Forms and files', 'Running it on a server'],
  },
  fault: {
    label: 'Something broken',
    abouts: ['A button that does nothing', 'A page that fails', 'Something that looks wrong'],
  },
  praise: {
    label: 'A kind word',
    abouts: ['The library', 'This demo', 'The colour of the wax'],
  },
} as const satisfies Record<string, Topic>

/** What a letter may be about, by topic. */
export interface Topic {
  readonly label: string
  readonly abouts: readonly string[]
}

export type TopicId = keyof typeof topics

export const topicIds = Object.keys(topics) as [TopicId, ...TopicId[]]

export function topicOf(id: TopicId): Topic {
  return topics[id]
}

/** The topics as a list of choices has them. */
export const topicChoices = topicIds.map((id) => ({ id, label: topics[id].label }))
