import { z } from 'zod'

/** What somebody types as the title of a list or a card. */
export const titleSchema = z
  .string('Give it a title.')
  .trim()
  .min(1, 'Give it a title.')
  .max(120, 'Keep it to 120 characters or fewer.')

/** What somebody types below the title of a card. */
export const noteSchema = z.string().trim().max(1000, 'Keep it to 1,000 characters or fewer.')
