/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** All challenges of a header, in its order; what cannot be read ends the list. Linear in the header. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const token = /[\w!#$%&'*+.^`|~-]+/y;
  let at = 0;
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at;
    if (pattern.test(header)) at = pattern.lastIndex;
  };
  const read = (): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(header)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    skip(/[\s,]+/y);
    const name = read();
    if (name === undefined) return challenges;
    const afterName = at;
    skip(/\s+/y);
    const current = challenges.at(-1);
    if (header[at] === '=' && current !== undefined) {
      at += 1;
      skip(/\s+/y);
      const value = header[at] === '"' ? readQuoted() : read();
      if (value === undefined) return challenges;
      current.parameters[name.toLowerCase()] = value;
    } else {
      at = afterName;
      challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    }
  }

  function readQuoted(): string | undefined {
    let value = '';
    for (let index = at + 1; index < header.length; index++) {
      const character = header[index] ?? '';
      if (character === '"') {
        at = index + 1;
        return value;
      }
      if (character === '\\') index += 1;
      value += header[index] ?? '';
    }
    return undefined;
  }
}
