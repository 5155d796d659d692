import { bill } from './bills/bill.ts'
import { bills } from './bills/bills.ts'
import { booking } from './booking/booking.ts'
import { foldingCard, menuOfTheDay } from './cards/cards.ts'
import { greeting } from './greeting/greeting.ts'
import { guest, guests } from './guests/guests.ts'

/** What stands in the docs, live. */
export const exampleComponents = [
  // one a line
  bill,
  bills,
  booking,
  foldingCard,
  greeting,
  guest,
  guests,
  menuOfTheDay,
]
