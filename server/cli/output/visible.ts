/**
 * A text for a terminal or a log, in which nothing moves the cursor, changes colours, or turns the direction in which
 * the rest is read: the file that is looked at may not be one's own. Tabs and line feeds stay.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, '\ufffd');
}

const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
