import { isSpace, replaceInvalid } from './characters.ts';
import { quote } from './quote.ts';
import { removePrefix, removeSuffix, replacePattern } from './shellPattern.ts';

/** How BuildKit's shell lexer is asked to read a text. */
export interface LexOptions {
  readonly escape: '\\' | '`';
  /** Value of a variable; undefined when it is not set. */
  readonly get: (name: string) => string | undefined;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escapes stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes mean nothing. */
  readonly skipQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly skipUnset?: boolean;
  /** Longest result in UTF-16 units; what grows beyond it is an error of its own. */
  readonly limit?: number;
}

/** A word of the result, and where its first and last characters come from in the text that was read. */
export interface LexedWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One variable that the text asks for. */
export interface LexedVariable {
  readonly name: string;
  readonly set: boolean;
  /** Of the whole `$name` or `${name…}` in the text that was read. */
  readonly start: number;
  readonly end: number;
  /** Of the name alone. */
  readonly nameStart: number;
  /** `:-`, `+`, `#`, `//` and so on; empty for `$name` and `${name}`. */
  readonly modifier: string;
}

export interface Lexed {
  /** Empty when there is an error. */
  readonly result: string;
  readonly words: readonly LexedWord[];
  /** In the order in which they were asked for; up to the error when there is one. */
  readonly variables: readonly LexedVariable[];
  /** BuildKit's words. */
  readonly error: string | undefined;
}

/** Expands variables and removes quotes and escapes as BuildKit's shell lexer does. Linear, never throws. */
export function lexShell(source: string, options: LexOptions): Lexed {
  return new Run(replaceInvalid(source), options).lex(source);
}

/** What must still be done when a nested word is read: `${name` modifier word `}`. */
interface Pending {
  readonly name: string;
  readonly nameStart: number;
  readonly start: number;
  /** The modifier as written, with its colon. */
  readonly sign: string;
  readonly part: 'word' | 'pattern' | 'replacement';
  readonly pattern: string;
}

interface Frame {
  result: string;
  /** 0 for a double quote, else the character that ends the nested word; -1 for the end of the text. */
  readonly stop: number;
  readonly quoted: boolean;
  /** Where the quote starts. */
  readonly start: number;
  readonly rawEscapesBefore: boolean;
  readonly pending: Pending | undefined;
}

const MISSING_BRACE = "syntax error: missing '}'";
const MISSING_SLASH = "syntax error: missing '/' in $" + '{}';
const DOLLAR = 0x24;
const SINGLE = 0x27;
const DOUBLE = 0x22;
const LESS = 0x3c;
const END = -1;

/** The state of one reading. The stack is explicit: nesting as deep as the text is long does no harm. */
class Run {
  readonly #text: string;
  readonly #options: LexOptions;
  readonly #escape: number;
  readonly #limit: number;
  readonly #frames: Frame[] = [];
  readonly #words: LexedWord[] = [];
  readonly #variables: LexedVariable[] = [];
  #at = 0;
  #rawEscapes: boolean;
  #buffer = '';
  #bufferStart = 0;
  #bufferEnd = 0;
  #inWord = false;
  #error: string | undefined;

  constructor(text: string, options: LexOptions) {
    this.#text = text;
    this.#options = options;
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    this.#escape = options.escape.charCodeAt(0);
    this.#rawEscapes = options.rawEscapes ?? false;
    // Go's scanner drops a byte order mark at the start of what it reads.
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  lex(source: string): Lexed {
    this.#pushWord(END, this.#rawEscapes, undefined);
    let result = '';
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      if (frame.quoted) this.#stepQuoted(frame);
      else this.#stepWord(frame);
      if (this.#error !== undefined) return this.#failed(source, this.#error);
      if (this.#frames.length === 0) result = frame.result;
    }
    this.#flush();
    return { result, words: this.#words, variables: this.#variables, error: undefined };
  }

  #failed(source: string, error: string): Lexed {
    let told = error;
    if (this.#at >= this.#text.length) {
      // At the end of the text, each enclosing `${…` says that its own end is missing; the outermost is heard.
      const outermost = this.#frames.find(frame => frame.pending)?.pending;
      if (outermost) {
        told = outermost.part === 'pattern' ? MISSING_SLASH : MISSING_BRACE;
      }
    }
    return {
      result: '',
      words: [],
      variables: this.#variables,
      error: `failed to process ${quote(source)}: ${told}`,
    };
  }

  #stepWord(frame: Frame): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === frame.stop) {
        this.#at++;
        this.#endWord(frame);
        return;
      }
      if (code === DOLLAR) {
        const depth = this.#frames.length;
        this.#dollar(frame);
        if (this.#error !== undefined || this.#frames.length !== depth) return;
      } else if (code === LESS) this.#less(frame);
      else if (code === SINGLE && !this.#options.skipQuotes) {
        this.#singleQuote(frame);
        if (this.#error !== undefined) return;
      } else if (code === DOUBLE && !this.#options.skipQuotes) {
        this.#openQuote();
        return;
      } else if (code === this.#escape) this.#escaped(frame);
      else this.#plain(frame);
    }
    if (frame.stop !== END) {
      const stop = String.fromCharCode(frame.stop);
      this.#error = `unexpected end of statement while looking for matching ${stop}`;
      return;
    }
    this.#frames.pop();
  }

  /** A run of characters that mean nothing. */
  #plain(frame: Frame): void {
    const text = this.#text;
    const start = this.#at;
    const outer = this.#frames.length === 1;
    const space = isSpace(text.charCodeAt(start));
    let at = start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === frame.stop || code === DOLLAR || code === LESS || code === this.#escape) break;
      if (code === SINGLE || code === DOUBLE) break;
      if (outer && isSpace(code) !== space) break;
    }
    const run = text.slice(start, at);
    frame.result += run;
    this.#at = at;
    if (!outer) return;
    if (space) this.#space();
    else this.#addRaw(run, start);
  }

  #escaped(frame: Frame): void {
    const start = this.#at;
    const sign = this.#text[start] ?? '';
    const [next, length] = this.#character(start + 1);
    const kept = (this.#rawEscapes ? sign : '') + next;
    frame.result += kept;
    this.#at = start + 1 + length;
    if (this.#frames.length === 1 && kept !== '') this.#addRaw(kept, start);
  }

  #less(frame: Frame): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    if (text.charCodeAt(at) === LESS) {
      at++;
      while (at < text.length && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at++;
    }
    const run = text.slice(start, at);
    frame.result += run;
    this.#at = at;
    if (this.#frames.length === 1) this.#addRaw(run, start);
  }

  #singleQuote(frame: Frame): void {
    const start = this.#at;
    const close = this.#text.indexOf("'", start + 1);
    if (close < 0) {
      this.#at = this.#text.length;
      this.#error = 'unexpected end of statement while looking for matching single-quote';
      return;
    }
    this.#at = close + 1;
    const raw = this.#options.rawQuotes;
    const value = raw ? this.#text.slice(start, close + 1) : this.#text.slice(start + 1, close);
    frame.result += value;
    if (this.#frames.length === 1) this.#addRaw(value, start);
  }

  #openQuote(): void {
    this.#frames.push({
      result: this.#options.rawQuotes ? '"' : '',
      stop: 0,
      quoted: true,
      start: this.#at,
      rawEscapesBefore: this.#rawEscapes,
      pending: undefined,
    });
    this.#at++;
  }

  #stepQuoted(frame: Frame): void {
    const text = this.#text;
    let from = this.#at;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code !== DOUBLE && code !== DOLLAR && code !== this.#escape) {
        this.#at++;
        continue;
      }
      frame.result += text.slice(from, this.#at);
      if (code === DOUBLE) {
        this.#at++;
        if (this.#options.rawQuotes) frame.result += '"';
        this.#frames.pop();
        this.#give(frame.result, frame.start, false);
        return;
      }
      if (code === DOLLAR) {
        const depth = this.#frames.length;
        this.#dollar(frame);
        if (this.#error !== undefined || this.#frames.length !== depth) return;
      } else this.#escapedInQuotes(frame);
      from = this.#at;
    }
    this.#error = 'unexpected end of statement while looking for matching double-quote';
  }

  #escapedInQuotes(frame: Frame): void {
    const sign = this.#text[this.#at] ?? '';
    this.#at++;
    if (this.#rawEscapes) frame.result += sign;
    if (this.#at >= this.#text.length) return;
    const next = this.#text.charCodeAt(this.#at);
    if (next === DOUBLE || next === DOLLAR || next === this.#escape) {
      frame.result += this.#text[this.#at] ?? '';
      this.#at++;
    } else frame.result += sign;
  }

  #dollar(frame: Frame): void {
    const text = this.#text;
    const start = this.#at;
    this.#at++;
    if (text[this.#at] !== '{') {
      const name = this.#name();
      if (name === '') this.#giveTo(frame, '$', start, true);
      else {
        const value = this.#lookUp(name, start, start + 1, '');
        this.#giveTo(frame, value ?? (this.#options.skipUnset ? `$${name}` : ''), start, true);
      }
      return;
    }
    this.#at++;
    const next = text[this.#at];
    if (next === undefined) this.#error = MISSING_BRACE;
    else if (next === '{' || next === '}' || next === ':') this.#error = 'syntax error: bad substitution';
    else this.#braced(frame, start);
  }

  #braced(frame: Frame, start: number): void {
    const nameStart = this.#at;
    const name = this.#name();
    let [sign, length] = this.#character(this.#at, '\ufffd');
    this.#at += length;
    if (sign === '}') {
      const value = this.#lookUp(name, start, nameStart, '');
      this.#giveTo(frame, value ?? (this.#options.skipUnset ? `\${${name}}` : ''), start, true);
      return;
    }
    let operator = sign;
    if (sign === ':') {
      [operator, length] = this.#character(this.#at, '\ufffd');
      this.#at += length;
      sign += operator;
    }
    const rawEscapes = operator === '#' || operator === '%';
    if (sign === '/') {
      if (this.#text[this.#at] === '/') {
        this.#at++;
        sign = '//';
      }
      this.#pushWord(0x2f, true, { name, nameStart, start, sign, part: 'pattern', pattern: '' });
    } else if (sign.startsWith(':') ? !rawEscapes : '+-?#%'.includes(operator)) {
      this.#pushWord(0x7d, rawEscapes, { name, nameStart, start, sign, part: 'word', pattern: '' });
    } else this.#error = `unsupported modifier (${sign}) in substitution`;
  }

  #pushWord(stop: number, rawEscapes: boolean, pending: Pending | undefined): void {
    this.#frames.push({
      result: '',
      stop,
      quoted: false,
      start: this.#at,
      rawEscapesBefore: this.#rawEscapes,
      pending,
    });
    this.#rawEscapes = rawEscapes;
    // BuildKit's lexer has one buffer for the words of all levels: what was gathered outside is lost here.
    this.#buffer = '';
  }

  #endWord(frame: Frame): void {
    this.#frames.pop();
    this.#rawEscapes = frame.rawEscapesBefore;
    const { pending } = frame;
    if (!pending) return;
    if (pending.part === 'pattern') {
      this.#pushWord(0x7d, true, { ...pending, part: 'replacement', pattern: frame.result });
      return;
    }
    const value = this.#substitute(pending, frame.result);
    if (value !== undefined) this.#give(value, pending.start, true);
  }

  /** The value of `${name` modifier word `}`; undefined when there is an error. */
  #substitute({ name, nameStart, start, sign, part, pattern }: Pending, word: string): string | undefined {
    const value = this.#lookUp(name, start, nameStart, sign);
    if (value === undefined && this.#options.skipUnset) {
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
        this.#error = `${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`;
        return undefined;
      case '#':
      case '%':
        return this.#trimmed(sign, word, value ?? '');
      case '/':
      case '//': {
        const replaced = replacePattern(value ?? '', pattern, word, sign === '//');
        if (replaced.error !== undefined) {
          this.#error = `invalid pattern (${pattern}) in substitution: ${replaced.error}`;
        }
        return replaced.value;
      }
      default:
        this.#error = `unsupported modifier (${sign}) in substitution`;
        return undefined;
    }
  }

  #trimmed(sign: '#' | '%', word: string, value: string): string | undefined {
    const longest = word.startsWith(sign);
    const pattern = longest ? word.slice(1) : word;
    const {
      value: rest,
      error,
      pattern: told,
    } = sign === '#' ? removePrefix(value, pattern, longest) : removeSuffix(value, pattern, longest);
    if (error !== undefined) this.#error = `invalid pattern (${told}) in substitution: ${error}`;
    return rest;
  }

  #lookUp(name: string, start: number, nameStart: number, modifier: string): string | undefined {
    const value = this.#options.get(name);
    this.#variables.push({ name, set: value !== undefined, start, end: this.#at, nameStart, modifier });
    return value;
  }

  #give(value: string, start: number, expanded: boolean): void {
    const frame = this.#frames.at(-1);
    if (frame) this.#giveTo(frame, value, start, expanded);
  }

  #giveTo(frame: Frame, value: string, start: number, expanded: boolean): void {
    frame.result += value;
    if (frame.result.length > this.#limit) this.#error = 'the value is too long';
    if (this.#frames.length > 1) return;
    if (!expanded) {
      this.#addRaw(value, start);
      return;
    }
    let from = 0;
    while (from < value.length) {
      const space = isSpace(value.charCodeAt(from));
      let to = from + 1;
      while (to < value.length && isSpace(value.charCodeAt(to)) === space) to++;
      if (space) this.#space();
      else this.#addRaw(value.slice(from, to), start);
      from = to;
    }
  }

  #addRaw(value: string, start: number): void {
    if (this.#buffer === '') this.#bufferStart = start;
    this.#buffer += value;
    this.#bufferEnd = this.#at;
    this.#inWord = true;
  }

  #space(): void {
    if (!this.#inWord || this.#buffer === '') return;
    this.#flush();
    this.#inWord = false;
  }

  #flush(): void {
    if (this.#buffer === '') return;
    this.#words.push({ value: this.#buffer, start: this.#bufferStart, end: this.#bufferEnd });
    this.#buffer = '';
  }

  /** A name, a number, or one of the special parameters; empty when there is none. */
  #name(): string {
    const start = this.#at;
    const [first] = this.#character(start);
    if (first === '') return '';
    const digits = DIGIT.test(first);
    if (!digits && '@*#?-$!'.includes(first)) {
      this.#at++;
      return first;
    }
    const kind = digits ? DIGIT : NAME;
    for (;;) {
      const [next, length] = this.#character(this.#at);
      if (next === '' || !kind.test(next)) break;
      this.#at += length;
    }
    return this.#text.slice(start, this.#at);
  }

  /** The code point at an offset and its length; `atEnd` and 0 at the end of the text. */
  #character(at: number, atEnd = ''): [string, number] {
    const code = this.#text.codePointAt(at);
    if (code === undefined) return [atEnd, 0];
    const character = String.fromCodePoint(code);
    return [character, character.length];
  }
}

const DIGIT = /^\p{Nd}$/u;
const NAME = /^[\p{L}\p{Nd}_]$/u;
