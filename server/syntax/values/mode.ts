/** The words in which BuildKit refuses the value of `--chmod`, undefined when it is right. */
export function checkMode(text: string): string | undefined {
  const notOctal = `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`;
  if (/^[0-7]+$/.test(text)) return text.replace(/^0+/, '').length <= 4 ? undefined : notOctal;
  // What begins like a number is not read as letters.
  if (/^[0-9]/.test(text)) return notOctal;
  return isSymbolic(text) ? undefined : 'invalid syntax';
}

/** `u=rwx,go+rX` and the like: who, then signs each with permissions, with commas between. */
function isSymbolic(text: string): boolean {
  return text.split(',').every(clause => /^[augo]*(?:[-+=][rwxXstugo]*)+$/.test(clause));
}
