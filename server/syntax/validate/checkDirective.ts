import { skipSpace, trimSpaceEnd } from '../characters.ts';
import type { ErrorSink } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Directive } from '../tree.ts';
import { parseBoolean } from '../values/numbers.ts';
import { reporter } from './report.ts';

/** The value of `# check=`, of which BuildKit reads what stands before the first space. */
export function validateCheckDirective({ value }: Directive, sink: ErrorSink): void {
  const report = reporter(sink, 'build');
  const [first = ''] = value.value.split(' ', 1);
  let start = value.start + skipSpace(first, 0, first.length);
  const text = trimmed(first);
  for (const part of text === '' ? [] : splitParts(text)) {
    const span = { start, end: start + part.length };
    start = span.end + 1;
    const equals = part.indexOf('=');
    const key = trimmed(part.slice(0, Math.max(equals, 0)));
    if (equals < 0 || !['skip', 'experimental', 'error'].includes(key)) {
      const told = `failed to parse check options: invalid check option ${quote(equals < 0 ? part : key)}`;
      const template =
        '{part} is no option of # check=, which takes skip=…, experimental=… and error=true, with ; between.';
      report('syntax-invalid-check', span, template, { part }, told);
      return;
    }
    const given = trimmed(part.slice(equals + 1));
    if (key !== 'error' || parseBoolean(given) !== undefined) continue;
    const told = `failed to parse check options: failed to parse check option ${quote(part)}: strconv.ParseBool: parsing ${quote(given)}: invalid syntax`;
    report('syntax-invalid-check', span, 'error= takes true or false, not {given}.', { given }, told);
    return;
  }
}

/** At most three: a third `;` belongs to the last part. */
function splitParts(text: string): readonly string[] {
  const parts = text.split(';');
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join(';')];
}

function trimmed(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, trimSpaceEnd(text, start, text.length));
}
