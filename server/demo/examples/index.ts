import { bill } from './bills/bill.ts'
import { bills } from './bills/bills.ts'
import { booking } from './booking/booking.ts'
import { scales } from './busy/scales.ts'
import { foldingCard, menuOfTheDay } from './cards/cards.ts'
import { townPicker } from './combobox/town-picker.ts'
import { drawer } from './confirm/drawer.ts'
import { letterBox } from './flash-message/letter-box.ts'
import { choice } from './focus/choice.ts'
import { greeting } from './greeting/greeting.ts'
import { guest, guests } from './guests/guests.ts'
import { archive } from './infinite-scroll/archive.ts'
import { monthLetters } from './infinite-scroll/month-letters.ts'
import { senderCard } from './modal/sender-card.ts'
import { letterTray } from './page-title/letter-tray.ts'
import { letterTable } from './pagination/letter-table.ts'
import { round } from './sortable-list/round.ts'
import { sealGuide } from './tabs/seal-guide.ts'
import { sealingDesk } from './toast/sealing-desk.ts'

/** What stands in the docs, live. */
export const exampleComponents = [
  // one a line
  archive,
  bill,
  bills,
  booking,
  choice,
  drawer,
  foldingCard,
  greeting,
  guest,
  guests,
  letterBox,
  letterTable,
  letterTray,
  menuOfTheDay,
  monthLetters,
  round,
  scales,
  sealGuide,
  sealingDesk,
  senderCard,
  townPicker,
]
