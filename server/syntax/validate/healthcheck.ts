import { upperCase } from '../characters.ts';
import { quote } from '../quote.ts';
import type { Flag, Instruction } from '../tree.ts';
import { parseDuration } from '../values/duration.ts';
import { parseInteger } from '../values/numbers.ts';
import { validateFlags } from './flags.ts';
import { type Report, spanOfAll } from './report.ts';

/** `HEALTHCHECK NONE`, or `HEALTHCHECK flags CMD command`. Nobody looks at the flags of NONE. */
export function validateHealthcheck(instruction: Instruction, report: Report): void {
  const { args, flags } = instruction;
  const [type] = args;
  if (!type) {
    const told = 'HEALTHCHECK requires at least one argument';
    const template = 'HEALTHCHECK needs CMD and a command, or NONE.';
    report('syntax-missing-argument', instruction.keyword, template, {}, told);
    return;
  }
  const word = upperCase(type.value);
  if (word === 'NONE') {
    if (args.length === 1) return;
    const told = 'HEALTHCHECK NONE takes no arguments';
    const span = spanOfAll(args.slice(1), type);
    report('syntax-healthcheck-none', span, 'Nothing can follow HEALTHCHECK NONE.', {}, told);
    return;
  }
  validateFlags(instruction, report);
  if (word !== 'CMD') {
    report(
      'syntax-healthcheck-type',
      type,
      'HEALTHCHECK starts with CMD or NONE, not {word}.',
      { word: type.value },
      `Unknown type ${quote(word)} in HEALTHCHECK (try CMD)`,
    );
  } else if (args.length === 1) {
    const told = 'Missing command after HEALTHCHECK CMD';
    report('syntax-missing-argument', type, 'HEALTHCHECK CMD needs a command.', {}, told);
  }
  if (flags.length === 0) return;
  for (const name of DURATIONS) validateDuration(lastFlag(instruction, name), report);
  validateRetries(lastFlag(instruction, 'retries'), report);
}

const DURATIONS = ['interval', 'timeout', 'start-period', 'start-interval'];

const lastFlag = ({ flags }: Instruction, name: string): Flag | undefined =>
  flags.findLast(flag => flag.name.value === name);

/** As nearly all durations are written: whatever the number, there is nothing to say. */
const WHOLE = /^[0-9]{1,6}[smh]$/;

function validateDuration(flag: Flag | undefined, report: Report): void {
  if (!flag?.value?.value) return;
  const name = flag.name.value;
  const value = flag.value.value;
  if (WHOLE.test(value)) return;
  const duration = parseDuration(value);
  if (typeof duration === 'string') {
    const template = '{value} is not a duration. Write a number with a unit, such as 30s or 1m30s.';
    report('syntax-invalid-duration', flag.value, template, { value }, duration);
  } else if (duration !== 0n && duration < 1_000_000n) {
    const told = `Interval ${quote(name)} cannot be less than 1ms`;
    report('syntax-invalid-duration', flag.value, '--{name} must be 0 or at least 1ms.', { name }, told);
  }
}

function validateRetries(flag: Flag | undefined, report: Report): void {
  if (!flag?.value?.value) return;
  const { value } = flag.value;
  const retries = parseInteger(value, 10, 32, 'signed');
  const template = '--retries must be a whole number from 0 on, not {value}.';
  if (typeof retries === 'string') report('syntax-invalid-number', flag.value, template, { value }, retries);
  else if (retries < 0) {
    const told = `--retries cannot be negative (${retries})`;
    report('syntax-invalid-number', flag.value, template, { value }, told);
  }
}
