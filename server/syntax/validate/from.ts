import { lowerCase } from '../characters.ts';
import { quote } from '../quote.ts';
import type { Instruction } from '../tree.ts';
import { type Report, spanOfAll } from './report.ts';

const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;

/** `FROM image` or `FROM image AS name`. */
export function validateFrom({ args, keyword }: Instruction, report: Report): void {
  const [, as, name] = args;
  if (args.length === 3 && as && name && as.value.toLowerCase() === 'as') {
    if (STAGE_NAME.test(lowerCase(name.value))) return;
    report(
      'syntax-invalid-stage-name',
      name,
      'A stage cannot be named {name}: a name starts with a letter, and goes on with letters, digits, "-", "_" and ".".',
      { name: name.value },
      `invalid name for build stage: ${quote(name.value)}, name can't start with a number or contain symbols`,
    );
    return;
  }
  if (args.length === 1) return;
  report(
    'syntax-from-arguments',
    spanOfAll(args.slice(1), keyword),
    'FROM takes an image, or an image, AS and a name for the stage: FROM image AS name.',
    {},
    'FROM requires either one or three arguments',
  );
}
