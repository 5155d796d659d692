const units = ['byte', 'kilobyte', 'megabyte'] as const

/** Says how big a file is: `12 bytes`, `1.4 MB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2
  const format = new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  })
  return format.format(bytes / 1024 ** power)
}
