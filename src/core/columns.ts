/** Characters that take two columns of a terminal: East Asian wide and fullwidth, and emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
/** Characters that take none: accents that sit on the one before, joiners, marks of the writing direction. */
const NONE = /[\p{Mn}\p{Me}\u200b-\u200f\u2060\ufeff]/u

/** How many columns of a terminal one character takes. */
export function columnsOf(char: string): number {
  if (char >= ' ' && char <= '~') return 1
  return NONE.test(char) ? 0 : WIDE.test(char) ? 2 : 1
}

/** As much of a line as fits into some columns; what was cut is marked. A character is never cut in two. */
export function cutColumns(line: string, room: number, mark = '…'): string {
  let width = 0
  let fits = 0
  let at = 0
  for (const char of line) {
    width += columnsOf(char)
    if (width > room) return room < mark.length ? '' : `${line.slice(0, fits)}${mark}`
    at += char.length
    if (width <= room - mark.length) fits = at
  }
  return line
}

/** How many columns of a terminal a line takes. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + columnsOf(char), 0)
}

/** Cut or filled up to some columns. After a name that is written from right to left, a mark keeps what follows where it stands. */
export function padColumns(text: string, room: number): string {
  const cut = cutColumns(text, room)
  return `${cut}${/[\u0590-\u08ff\ufb1d-\ufefc]/.test(cut) ? '\u200e' : ''}${' '.repeat(Math.max(0, room - widthOf(cut)))}`
}
