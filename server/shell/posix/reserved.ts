import { codeAt, endsWord, type Reader } from './reader.ts';

const RESERVED: ReadonlySet<string> = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'while',
  'until',
  'for',
  'select',
  'do',
  'done',
  'case',
  'esac',
  'in',
  'function',
  'time',
  '{',
  '}',
  '!',
  '[[',
]);
const LONGEST = 8;

/** The reserved word at an offset, or ''. The caller knows that a command can start there. */
export function reservedAt(reader: Reader, at: number): string {
  const first = codeAt(reader, at);
  if (!STARTS.has(first)) return '';
  let end = at + 1;
  while (end - at <= LONGEST && !endsWord(codeAt(reader, end))) end++;
  const word = reader.text.slice(at, end);
  return RESERVED.has(word) ? word : '';
}

const STARTS = new Set([...RESERVED].map(word => word.charCodeAt(0)));
