import type { Instruction } from '../syntax/tree.ts';

/** Whether BuildKit expands the value of the flag that is being typed. */
export function expandsFlag({ name }: Instruction, typed: string): boolean {
  const flag = typed.slice(2).replace(/=[\s\S]*/, '');
  if (name !== 'RUN') return EXPANDED_FLAGS.has(`${name} ${flag}`);
  return flag === 'mount' && !/[=,]from=[^,]*$/i.test(typed.slice(-LONGEST_FIELD));
}

/** Longer fields of a mount are not looked at. */
const LONGEST_FIELD = 500;

const EXPANDED_FLAGS: ReadonlySet<string> = new Set([
  'FROM platform',
  'COPY chown',
  'COPY chmod',
  'ADD chown',
  'ADD chmod',
  'ADD checksum',
]);

/** Whether BuildKit or a shell expands the last word. Of the exec form only a script of `sh -c` is. */
export function expandsWords({ name }: Instruction, words: readonly string[]): boolean {
  if (name === 'SHELL' || name === 'MAINTAINER') return false;
  if (!LEFT_TO_SHELLS.has(name)) return true;
  const first = words[name === 'HEALTHCHECK' ? 1 : 0] ?? '';
  return !first.startsWith('[') || /"-[a-z]*c"/i.test(words.slice(0, -1).join(' '));
}

/** Whether BuildKit expands nothing at the end of a text, for a single quote is open there. */
export function isLiteral({ name }: Instruction, text: string, escapeSign: string): boolean {
  if (LEFT_TO_SHELLS.has(name) || !text.includes("'")) return false;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === escapeSign && quote !== "'") at++;
    else if (quote === '' ? sign === "'" || sign === '"' : sign === quote) quote = quote === '' ? sign : '';
  }
  return quote === "'";
}

const LEFT_TO_SHELLS: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL']);
