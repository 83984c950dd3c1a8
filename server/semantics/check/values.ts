import { trimSpace } from '../../syntax/characters.ts';
import { isHeredocWord } from '../../syntax/heredoc.ts';
import { lexShell } from '../../syntax/shellLexer.ts';
import { editDistance, suggest } from '../../syntax/suggest.ts';
import type { Instruction, Span, Token } from '../../syntax/tree.ts';
import type { Report } from '../../syntax/validate/report.ts';
import { checkMode } from '../../syntax/values/mode.ts';
import { checkPort } from '../../syntax/values/ports.ts';
import { checkDigest } from '../../syntax/values/reference.ts';
import { sourceKind } from '../../syntax/values/remote.ts';
import { isSignal, SIGNALS } from '../../syntax/values/signals.ts';
import type { Scope } from '../model.ts';
import { type Expander, reportExpansion } from './expander.ts';

/** Flags, sources and destination of COPY and ADD, as they are after expansion. */
export function checkCopy(instruction: Instruction, expand: Expander, report: Report): void {
  const flag = (name: string): Token | undefined =>
    instruction.flags.findLast(({ name: written }) => written.value === name)?.value;
  const isAdd = instruction.name === 'ADD';
  const chown = flag('chown');
  const chmod = flag('chmod');
  const checksum = isAdd ? flag('checksum') : undefined;
  if (chown) expand(chown);
  const mode = chmod && expand(chmod);
  const digest = checksum && expand(checksum);
  const paths = instruction.args.filter(arg => !isHeredocWord(arg.value));
  const expanded = paths.map(token => ({ token, ...expand(token) }));
  const sources = expanded.slice(0, -1);
  if (chmod && mode?.certain && mode.value) badMode(chmod, mode.value, report);
  if (!isAdd) {
    for (const { token, value, certain } of sources) if (certain && value) remoteInCopy(token, value, report);
  } else if (checksum && digest?.certain && digest.value && sources.every(({ certain }) => certain)) {
    const values = sources.map(({ value }) => value ?? '');
    badChecksum(checksum, digest.value, values, report);
  }
}

function badMode(token: Token, value: string, report: Report): void {
  const told = checkMode(value);
  if (told === undefined) return;
  const template = '{value} is no mode: write octal digits such as 755, or letters such as u=rwX,go=rX.';
  report('syntax-invalid-chmod', token, template, { value }, told);
}

function remoteInCopy(token: Token, value: string, report: Report): void {
  const kind = sourceKind(value);
  if (kind === 'path') return;
  const told = kind === 'git' ? "source can't be a git ref for COPY" : "source can't be a URL for COPY";
  const template = 'COPY takes files of the build context only. Use ADD to fetch {value}.';
  report('syntax-remote-copy', token, template, { value }, told);
}

function badChecksum(token: Token, value: string, sources: readonly string[], report: Report): void {
  const [source = ''] = sources;
  if (sources.length !== 1) {
    const told = "checksum can't be specified for multiple sources";
    report('syntax-invalid-checksum', token, '--checksum goes with one source only.', {}, told);
    return;
  }
  const kind = sourceKind(source);
  if (kind === 'path') {
    const told = 'checksum requires HTTP(S) or Git sources';
    const template = '--checksum is for files of the web and git repositories, not for files of the context.';
    report('syntax-invalid-checksum', token, template, {}, told);
    return;
  }
  const told = kind === 'http' ? checkDigest(value) : undefined;
  if (told === undefined) return;
  report(
    'syntax-invalid-checksum',
    token,
    '{value} is no checksum: write sha256: and 64 hexadecimal digits in lower case.',
    { value },
    told,
  );
}

/** The words of EXPOSE; each can become several, or none, by expansion. */
export function checkExpose(
  { args }: Instruction,
  scope: Scope,
  escapeChar: '\\' | '`',
  report: Report,
): void {
  for (const token of args) {
    const { words, variables, error } = lexShell(token.value, {
      escape: escapeChar,
      get: name => scope.get(name)?.value,
      limit: 65_536,
    });
    const unset = variables.filter(({ set }) => !set).map(({ name }) => name);
    const certain = variables.every(({ name, set }) =>
      set ? !scope.get(name)?.assumed : scope.complete && scope.get(name) === undefined,
    );
    if (error !== undefined) reportExpansion(token, error, unset, certain, report);
    if (!certain) continue;
    for (const { value } of words) {
      const told = checkPort(value);
      if (told === undefined) continue;
      const template =
        '{value} is no port: write a number up to 65535 or a range, and /tcp, /udp or /sctp if needed.';
      report('syntax-invalid-port', token, template, { value }, told);
    }
  }
}

/** STOPSIGNAL, whose value must be a signal. */
export function checkStopSignal({ args, keyword }: Instruction, expand: Expander, report: Report): void {
  const [token] = args;
  if (!token) return;
  const { value, certain } = expand(token);
  if (!certain || value === undefined || isSignal(value)) return;
  const span: Span = token.end > token.start ? token : keyword;
  const told = `invalid signal: ${value}`;
  const nearest = nearestSignal(value);
  if (nearest === undefined) {
    const template = '{value} is no signal: write a name such as SIGTERM, or a number.';
    report('syntax-invalid-signal', span, template, { value }, told);
  } else {
    const template = '{value} is no signal. Did you mean {nearest}?';
    report('syntax-invalid-signal', span, template, { value, nearest }, told);
  }
}

/** The names are short: two letters off is another signal, unless they have changed places. */
function nearestSignal(value: string): string | undefined {
  const name = value.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  const found = suggest(name, SIGNAL_NAMES);
  const letters = (text: string): string => [...text].sort().join('');
  if (found === undefined || letters(found) === letters(name)) return found;
  return editDistance(name, found, 2) < 2 ? found : undefined;
}

const SIGNAL_NAMES: readonly string[] = SIGNALS.map(name => `SIG${name}`);

/** VOLUME, whose paths must not be empty. */
export function checkVolumes({ args }: Instruction, expand: Expander, report: Report): void {
  for (const token of args) {
    const { value, certain } = expand(token);
    if (value !== '' || !certain || trimSpace(token.value) === '') continue;
    const told = 'VOLUME specified can not be an empty string';
    report('syntax-blank-volume', token, 'Nothing is left of this path after expansion.', {}, told);
  }
}
