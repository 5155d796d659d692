import { bill } from './bills/bill.ts'
import { bills } from './bills/bills.ts'
import { booking } from './booking/booking.ts'
import { foldingCard, menuOfTheDay } from './cards/cards.ts'
import { guest, guests } from './guests/guests.ts'

/** What stands in the docs, live. */
export const exampleComponents = [bill, bills, booking, foldingCard, guest, guests, menuOfTheDay]
