import { townPicker } from './combobox/town-picker.ts'
import { drawer } from './confirm/drawer.ts'
import { letterBox } from './flash-message/letter-box.ts'
import { archive } from './infinite-scroll/archive.ts'
import { archiveMonth } from './infinite-scroll/archive-month.ts'
import { senderCard } from './modal/sender-card.ts'
import { letterTray } from './page-title/letter-tray.ts'
import { letterTable } from './pagination/letter-table.ts'
import { round } from './sortable-list/round.ts'
import { sealGuide } from './tabs/seal-guide.ts'
import { sealingDesk } from './toast/sealing-desk.ts'

/** Components of the examples that the documentation shows live. */
export const exampleComponents = [
  letterTable,
  archive,
  archiveMonth,
  senderCard,
  sealingDesk,
  sealGuide,
  townPicker,
  round,
  drawer,
  letterBox,
  letterTray,
]
