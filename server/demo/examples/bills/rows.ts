/** What a database would hold. */
export const billRows = [
  { id: 1, customer: 'Ada', due: '2026-03-01', sum: 120 },
  { id: 2, customer: 'Grace', due: '2026-01-15', sum: 80 },
  { id: 3, customer: 'Barbara', due: '2026-02-11', sum: 310 },
]
