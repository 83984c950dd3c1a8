/** Text as code within a line, whatever signs it holds. */
export function inlineCode(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const line = short.replace(/\s+/g, ' ');
  let fence = '`';
  while (line.includes(fence)) fence += '`';
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

const LONGEST = 300;

/** Fills the `{name}` holes of a heading. */
export function fill(template: string, args: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
}

/** `2026-11-24 01:22 UTC`, of milliseconds since 1970: the same for every reader. */
export const timeText = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
