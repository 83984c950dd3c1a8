import type { BuildTroubleKind } from '../../../protocol/result.ts';

interface Pattern {
  readonly kind: BuildTroubleKind;
  /** Of the engine's own words; the first group is the name that the failure is about. */
  readonly said: RegExp;
}

// The first that fits: what a registry says of a missing login is also "not found" to others.
const PATTERNS: readonly Pattern[] = [
  { kind: 'no-space', said: /no space left on device|disk quota exceeded/i },
  { kind: 'unknown-builder', said: /no builder "([^"]+)" found/i },
  {
    kind: 'builder-unreachable',
    said: /^(?:context deadline exceeded)$|failed to (?:initialize|boot) builder (\S+)|failed to find driver/i,
  },
  {
    kind: 'builder-unfit',
    said: /((?:[\w-]+ )?[\w-]+) (?:is|are) (?:currently )?not supported for the docker driver/i,
  },
  { kind: 'builder-unfit', said: /docker exporter does not currently support exporting (manifest lists)/i },
  { kind: 'unknown-target', said: /target stage "?([^"\s]+)"? could not be found/i },
  {
    kind: 'missing-source',
    said: /(?:calculate|compute) (?:checksum of ref|cache key)[^"]*"([^"]+)": not found/i,
  },
  { kind: 'missing-source', said: /"([^"]+)":? not found|(?:COPY|ADD) failed: .*stat ([^\s:]+)/i },
  {
    kind: 'unknown-frontend',
    said: /(?:failed to resolve source metadata for|resolve image config for) (\S*(?:dockerfile|frontend)\S*?):? /i,
  },
  { kind: 'unknown-frontend', said: /frontend (\S+) (?:is not|not) (?:supported|allowed|found)/i },
  {
    kind: 'no-network',
    said: /(?:lookup (\S+?)[ :]|dial tcp ([\d.:[\]a-f]+)).*(?:no such host|i\/o timeout|network is unreachable|server misbehaving|connection refused|temporary failure|no route)/i,
  },
  { kind: 'no-network', said: /net\/http: TLS handshake timeout|could not resolve host:? (\S+)/i },
  {
    kind: 'login-needed',
    said: /(?:(?:for|resolve source metadata for|pull) ([^\s:]+(?::[\w.-]+)?)[: ].*)?(?:pull access denied|insufficient_scope|authorization failed|unauthorized|401 Unauthorized|no basic auth credentials|authentication required)/i,
  },
  {
    kind: 'missing-image',
    said: /(?:failed to resolve source metadata for|manifest for) ([^\s,]+?):? .*not found/i,
  },
  {
    kind: 'ssh-agent',
    said: /ssh agent (\S+) was not given|no ssh agent is running|no SSH key "([^"]*)" forwarded|unset ssh forward key (\S+)/i,
  },
  { kind: 'missing-secret', said: /secret (\S+?):? (?:was not given|not found)|(\S+?): secret not found/i },
  { kind: 'wrong-platform', said: /exec format error/i },
];

/** Output of a step is looked at for these: they are the machine's trouble, not the command's. */
const OUTPUT: readonly Pattern[] = [
  { kind: 'no-space', said: /no space left on device/i },
  { kind: 'wrong-platform', said: /exec format error/i },
];

/** Longest part of a message that is looked at, in UTF-16 units. */
const LOOKED_AT = 4096;

/** What kind of trouble ended a build, as arguments of its failure; undefined where the words are all there is. */
export function troubleKind(
  message: string,
  output: readonly string[] = [],
): { readonly kind: BuildTroubleKind; readonly name: string } | undefined {
  const failedCommand = /did not complete successfully|executor failed running|returned a non-zero code/.test(
    message,
  );
  const found = failedCommand
    ? (find(OUTPUT, output.slice(-5).join('\n')) ?? find(OUTPUT, message))
    : find(PATTERNS, message);
  return found;
}

function find(
  patterns: readonly Pattern[],
  text: string,
): { readonly kind: BuildTroubleKind; readonly name: string } | undefined {
  for (const { kind, said } of patterns) {
    const match = said.exec(text.slice(0, LOOKED_AT));
    if (match) return { kind, name: match.slice(1).find(group => group !== undefined) ?? '' };
  }
  return undefined;
}
