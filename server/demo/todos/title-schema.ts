import { z } from 'zod'

/** What somebody types as the title of a to-do. */
export const titleSchema = z
  .string('Say what is to be done.')
  .trim()
  .min(1, 'Say what is to be done.')
  .max(200, 'Keep it to 200 characters or fewer.')
