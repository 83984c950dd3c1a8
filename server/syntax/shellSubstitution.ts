import { removePrefix, removeSuffix, replacePattern } from './shellPattern.ts';
import { character, type Frame, give, giveTo, type Pending, pushWord, type Run } from './shellState.ts';

/** What BuildKit says where the text ends inside `${`. */
export const MISSING_BRACE = "syntax error: missing '}'";
/** The same before the second slash of `${name/pattern/…`. */
export const MISSING_SLASH = "syntax error: missing '/' in $" + '{}';

/** Reads a `$` and what belongs to it; the word of a modifier is left to the next level. */
export function dollar(run: Run, frame: Frame): void {
  const text = run.text;
  const start = run.at;
  run.at++;
  if (text[run.at] !== '{') {
    const name = readName(run);
    if (name === '') giveTo(run, frame, '$', start, true);
    else {
      const value = lookUp(run, name, start, start + 1, '');
      giveTo(run, frame, value ?? (run.options.skipUnset ? `$${name}` : ''), start, true);
    }
    return;
  }
  run.at++;
  const next = text[run.at];
  if (next === undefined) run.error = MISSING_BRACE;
  else if (next === '{' || next === '}' || next === ':') run.error = 'syntax error: bad substitution';
  else braced(run, frame, start);
}

/** The end of a nested word: what it was for is carried out. */
export function endWord(run: Run, frame: Frame): void {
  run.frames.pop();
  run.rawEscapes = frame.rawEscapesBefore;
  const { pending } = frame;
  if (!pending) return;
  if (pending.part === 'pattern') {
    pushWord(run, 0x7d, true, { ...pending, part: 'replacement', pattern: frame.result });
    return;
  }
  const value = substitute(run, pending, frame.result);
  if (value !== undefined) give(run, value, pending.start, true);
}

function braced(run: Run, frame: Frame, start: number): void {
  const nameStart = run.at;
  const name = readName(run);
  let [sign, length] = character(run, run.at, '\ufffd');
  run.at += length;
  if (sign === '}') {
    const value = lookUp(run, name, start, nameStart, '');
    giveTo(run, frame, value ?? (run.options.skipUnset ? `\${${name}}` : ''), start, true);
    return;
  }
  let operator = sign;
  if (sign === ':') {
    [operator, length] = character(run, run.at, '\ufffd');
    run.at += length;
    sign += operator;
  }
  const rawEscapes = operator === '#' || operator === '%';
  if (sign === '/') {
    if (run.text[run.at] === '/') {
      run.at++;
      sign = '//';
    }
    pushWord(run, 0x2f, true, { name, nameStart, start, sign, part: 'pattern', pattern: '' });
  } else if (sign.startsWith(':') ? !rawEscapes : '+-?#%'.includes(operator)) {
    pushWord(run, 0x7d, rawEscapes, { name, nameStart, start, sign, part: 'word', pattern: '' });
  } else run.error = `unsupported modifier (${sign}) in substitution`;
}

/** The value of `${name` modifier word `}`; undefined when there is an error. */
function substitute(
  run: Run,
  { name, nameStart, start, sign, part, pattern }: Pending,
  word: string,
): string | undefined {
  const value = lookUp(run, name, start, nameStart, sign);
  if (value === undefined && run.options.skipUnset) {
    // BuildKit writes one slash here even for `//`.
    return part === 'replacement' ? `\${${name}/${pattern}/${word}}` : `\${${name}${sign}${word}}`;
  }
  const missing = value === undefined || (sign.startsWith(':') && value === '');
  switch (sign) {
    case '-':
    case ':-':
      return missing ? word : value;
    case '+':
    case ':+':
      return missing ? '' : word;
    case '?':
    case ':?':
      if (!missing) return value;
      run.error = `${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`;
      return undefined;
    case '#':
    case '%':
      return trimmed(run, sign, word, value ?? '');
    case '/':
    case '//': {
      const replaced = replacePattern(value ?? '', pattern, word, sign === '//');
      if (replaced.error !== undefined) {
        run.error = `invalid pattern (${pattern}) in substitution: ${replaced.error}`;
      }
      return replaced.value;
    }
    default:
      run.error = `unsupported modifier (${sign}) in substitution`;
      return undefined;
  }
}

function trimmed(run: Run, sign: '#' | '%', word: string, value: string): string | undefined {
  const longest = word.startsWith(sign);
  const pattern = longest ? word.slice(1) : word;
  const {
    value: rest,
    error,
    pattern: told,
  } = sign === '#' ? removePrefix(value, pattern, longest) : removeSuffix(value, pattern, longest);
  if (error !== undefined) run.error = `invalid pattern (${told}) in substitution: ${error}`;
  return rest;
}

function lookUp(
  run: Run,
  name: string,
  start: number,
  nameStart: number,
  modifier: string,
): string | undefined {
  const value = run.options.get(name);
  run.variables.push({ name, set: value !== undefined, start, end: run.at, nameStart, modifier });
  return value;
}

/** A name, a number, or one of the special parameters; empty when there is none. */
function readName(run: Run): string {
  const start = run.at;
  const [first] = character(run, start);
  if (first === '') return '';
  const digits = DIGIT.test(first);
  if (!digits && '@*#?-$!'.includes(first)) {
    run.at++;
    return first;
  }
  const kind = digits ? DIGIT : NAME;
  for (;;) {
    const [next, length] = character(run, run.at);
    if (next === '' || !kind.test(next)) break;
    run.at += length;
  }
  return run.text.slice(start, run.at);
}

const DIGIT = /^\p{Nd}$/u;
const NAME = /^[\p{L}\p{Nd}_]$/u;
