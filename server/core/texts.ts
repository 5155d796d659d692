/** Each text that Sealwax itself shows to a visitor. Those with a capital are what an error of that code says. */
export interface Texts {
  /** Language of the error page: its `lang`. */
  readonly lang: string
  /** Link on the error page that leads back. */
  readonly back: string
  /** Title of the error page where data is gone (410). */
  readonly titleGone: string
  /** Title of the error page where something failed (500 and above). */
  readonly titleFailed: string
  /** Title of all other error pages. */
  readonly titleRefused: string
  readonly BadRequest: string
  readonly CrossSite: string
  readonly Forbidden: string
  /** @param id name of the case in the log */
  readonly InternalError: (id: string) => string
  readonly InvalidInput: string
  readonly MethodNotAllowed: string
  readonly NotFound: string
  readonly OnceStoreDown: string
  /** Where `stale()` was given no text. */
  readonly StaleComponentState: string
  readonly StateExpired: string
  readonly StateOutdated: string
  readonly StateRejected: string
  readonly StateReplayed: string
  readonly TooLarge: string
  readonly TooMany: string
  readonly UnsupportedType: string
  /** At a file field that was left empty. */
  readonly chooseFile: string
  /** @param maxFiles how many files a field takes */
  readonly tooManyFiles: (maxFiles: number) => string
  /** @param maxBytes how large a file may be */
  readonly fileTooLarge: (maxBytes: number) => string
  /** At a file whose content is of a type that its field does not take. */
  readonly wrongFileType: string
  /** Where public state is too long to be sealed. */
  readonly tooLong: string
  /** At a name in JSON that no field has. */
  readonly unknownField: string
}

/** What is said where an app says nothing else. */
export const english: Texts = {
  lang: 'en',
  back: 'Back to the page',
  titleGone: 'No longer there',
  titleFailed: 'Something went wrong',
  titleRefused: 'Not possible',
  BadRequest: 'The request can not be read.',
  CrossSite: 'The request comes from another site.',
  Forbidden: 'You may not do this.',
  InternalError: (id) => `Something went wrong (${id}).`,
  InvalidInput: 'The input is not valid.',
  MethodNotAllowed: 'Only POST is allowed here.',
  NotFound: 'There is nothing here.',
  OnceStoreDown: 'Please try again in a moment.',
  StaleComponentState: 'This is no longer there.',
  StateExpired: 'This has expired.',
  StateOutdated: 'This is from another version of the page.',
  StateRejected: 'This state can not be used.',
  StateReplayed: 'This was done already.',
  TooLarge: 'The request is too large.',
  TooMany: 'Too many requests.',
  UnsupportedType: 'The body has to be a form.',
  chooseFile: 'Choose a file.',
  tooManyFiles: (maxFiles) =>
    `Choose ${maxFiles === 1 ? 'one file' : `${maxFiles} files`} at most.`,
  fileTooLarge: (maxBytes) => `A file may have ${sizeText(maxBytes)} at most.`,
  wrongFileType: 'This kind of file is not accepted here.',
  tooLong: 'This is too long.',
  unknownField: 'There is no field of this name.',
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const unit = units[power] ?? 'byte'
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat('en', options).format(bytes / 1024 ** power)
}
