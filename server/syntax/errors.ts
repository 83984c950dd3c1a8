import { replaceInvalid } from './characters.ts';
import type { Message } from './message.ts';
import { quote } from './quote.ts';
import type { SyntaxError as Problem, Span, Token } from './tree.ts';

/** Collects errors. */
export interface ErrorSink {
  readonly all: Problem[];
  /** Nobody reads so many: what is added from here on is dropped. */
  readonly isFull: () => boolean;
  add(
    phase: Problem['phase'],
    code: string,
    span: Span,
    message: Message,
    buildkit: string | undefined,
  ): void;
}

const MAX_ERRORS = 1000;

/** A sink for the errors of one file. */
export function errorSink(): ErrorSink {
  const all: Problem[] = [];
  const isFull = (): boolean => all.length >= MAX_ERRORS;
  const add: ErrorSink['add'] = (phase, code, { start, end }, message, buildkit) => {
    if (isFull()) return;
    // Bytes that are not UTF-8 cannot be shown, here as in BuildKit's own output.
    const args = Object.entries(message.args).map(([name, value]) => [
      name,
      typeof value === 'string' ? shown(name, value) : value,
    ]);
    const filled = { template: message.template, args: Object.fromEntries(args) };
    all.push({ start, end, phase, code, message: filled, buildkit: buildkit && replaceInvalid(buildkit) });
  };
  return { all, isFull, add };
}

/** A value of which nothing is left after expansion would leave a gap in its sentence. */
function shown(name: string, value: string): string {
  return name === 'value' && value === '' ? '""' : replaceInvalid(value);
}

/** The errors that stop BuildKit's parser while it reads lines and arguments. */
export const readErrors = {
  duplicateDirective(sink: ErrorSink, span: Span, name: string): void {
    sink.add(
      'read',
      'syntax-duplicate-directive',
      span,
      {
        template: 'The directive {name} is given twice. BuildKit refuses the file: keep only one.',
        args: { name },
      },
      `only one ${name} parser directive can be used`,
    );
  },
  invalidEscape(sink: ErrorSink, value: Token): void {
    sink.add(
      'read',
      'syntax-invalid-escape',
      value,
      {
        template: 'The escape character cannot be {value}: only \\ and ` are possible.',
        args: { value: value.value },
      },
      `invalid escape token '${value.value}' does not match \` or \\`,
    );
  },
  notStrings(sink: ErrorSink, span: Span): void {
    sink.add(
      'read',
      'syntax-json-not-string',
      span,
      {
        template:
          'Every item of this JSON array must be a string. Put the item in double quotes, or drop the brackets to use the shell form.',
        args: {},
      },
      'when using JSON array syntax, arrays must be comprised of strings only',
    );
  },
  missingValue(sink: ErrorSink, span: Span, keyword: string, name: string): void {
    sink.add(
      'read',
      'syntax-missing-value',
      span,
      {
        template: '{keyword} needs a value for {name}: write {name}=value.',
        args: { keyword, name },
      },
      `${keyword} must have two arguments`,
    );
  },
  missingEquals(sink: ErrorSink, span: Span, keyword: string, word: string): void {
    sink.add(
      'read',
      'syntax-missing-equals',
      span,
      {
        template:
          'There is no = in {word}. After the first name=value, {keyword} takes only pairs of that form; put quotes around a value that holds blanks.',
        args: { keyword, word },
      },
      `Syntax error - can't find = in ${quote(word)}. Must be of the form: name=value`,
    );
  },
  unterminatedHeredoc(sink: ErrorSink, span: Span, name: string): void {
    sink.add(
      'read',
      'syntax-unterminated-heredoc',
      span,
      {
        template: 'This here-document never ends: a line that holds only {name} is missing.',
        args: { name },
      },
      'unterminated heredoc',
    );
  },
  badHeredoc(sink: ErrorSink, span: Span, buildkit: string): void {
    sink.add(
      'read',
      'syntax-invalid-heredoc',
      span,
      { template: 'BuildKit cannot read the name of this here-document.', args: {} },
      buildkit,
    );
  },
  lineTooLong(sink: ErrorSink, span: Span, limit: number, buildkit: string): void {
    sink.add(
      'read',
      'syntax-line-too-long',
      span,
      {
        template:
          'This line has more than {limit} bytes, the most that BuildKit reads. Break it with continuations, or move it into a script.',
        args: { limit },
      },
      buildkit,
    );
  },
  noInstructions(sink: ErrorSink, span: Span): void {
    sink.add(
      'read',
      'syntax-no-instructions',
      span,
      { template: 'There is no instruction in this file. Start with FROM and a base image.', args: {} },
      'file with no instructions',
    );
  },
};
