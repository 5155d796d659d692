import { ConfigError, type Toolkit } from '../../core/rooms.ts'

/** @throws ConfigError when the inspector is switched on where others than its developer would meet it */
export function checkInspector(inspector: unknown, { development }: Toolkit): void {
  if (inspector === undefined || inspector === false) return
  if (inspector !== true) throw new ConfigError('The option inspector is true or false.')
  // Both: one of them may have been set for another reason.
  if (development && process.env['NODE_ENV'] !== 'production') return
  throw new ConfigError('The inspector opens states: it is refused in production.')
}
