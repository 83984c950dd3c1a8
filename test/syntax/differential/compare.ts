import { buildModel } from '../../../server/semantics/model.ts';
import { decodeBytes } from '../../../server/syntax/bytes.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';

/** What differs between our reading and BuildKit's; undefined when nothing does. */
export interface Disagreement {
  readonly kind: 'we refuse' | 'we accept' | 'other words';
  readonly ours: readonly string[];
  readonly theirs: string | undefined;
}

/**
 * Compares a file with what `docker buildx build --check` said of it; `theirs` is undefined when it was accepted.
 * BuildKit names one error, so it is enough that ours are among them.
 */
export function compare(bytes: Uint8Array, theirs: string | undefined): Disagreement | undefined {
  const file = parseDockerfile(decodeBytes(bytes));
  const model = buildModel(file, { targetPlatform: 'linux/amd64', buildPlatform: 'linux/amd64' });
  const problems = [...file.errors, ...model.errors];
  const ours = problems.map(({ buildkit }) => normalize(buildkit ?? ''));
  const told = theirs === undefined ? undefined : normalize(theirs);
  if (told === undefined) return ours.length === 0 ? undefined : { kind: 'we refuse', ours, theirs };
  if (LACKING.test(told)) return undefined;
  if (FETCHING.test(told)) {
    // The file was read, and what came then has to do with the network.
    const early = problems.filter(({ phase }) => phase !== 'build');
    return early.length === 0 ? undefined : { kind: 'we refuse', ours, theirs };
  }
  if (ours.length === 0) return { kind: 'we accept', ours, theirs };
  return ours.includes(told) ? undefined : { kind: 'other words', ours, theirs };
}

/** Parts that an engine may be built without; and what may get its value by a build argument. */
const LACKING =
  /unknown flag: --(?:parents|security|device|unpack)\b|is only supported in Dockerfile frontend|^base name \(.*\) should not be blank|^failed to process ".*\$\{\w+:?\?.*": \w+: /;

/** Images and frontends that cannot be had. */
const FETCHING =
  /failed to resolve source metadata|failed to do request|no such host|pull access denied|failed to fetch/;

/** Without what depends on chance or on the road that the message took. */
function normalize(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first
    .replace(/^failed to solve: /, '')
    .replace(/^dockerfile parse error on line \d+: /, '')
    .replace(/ \(did you mean [^)]*\?\)$/, '')
    .replace(/(is an invalid (?:OS )?component of "[^"]*").*/, '$1')
    .trim();
}
