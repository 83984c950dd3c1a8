/** A finding as far as it matters whether two extensions say the same; 0-based lines. */
export interface ShownFinding {
  readonly source: string;
  /** Code, id and aliases: each name by which the finding is known. */
  readonly names: readonly string[];
  readonly isError: boolean;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Our findings that no other extension shows already: on the same line, by one of the same names. */
export function withoutDoubles<T>(
  own: readonly T[],
  read: (finding: T) => ShownFinding,
  others: readonly ShownFinding[],
): readonly T[] {
  const rivals = others.filter(({ source }) => !OURS.has(source)).map(translated);
  if (rivals.length === 0) return own;
  return own.filter(finding => {
    const shown = read(finding);
    return !rivals.some(rival => isSame(shown, rival));
  });
}

/** The language server's, and those of builds that were run: they tell what happened. */
const OURS: ReadonlySet<string> = new Set(['Strata', 'docker build']);

function isSame(own: ShownFinding, other: ShownFinding): boolean {
  if (own.firstLine > other.lastLine || other.firstLine > own.lastLine) return false;
  if (other.names.some(name => own.names.includes(name))) return true;
  // What cannot be read has another name with everyone, or none.
  const isSyntax = own.names.some(name => name.startsWith('syntax-'));
  return isSyntax && other.isError && isAboutDocker(other.source);
}

const isAboutDocker = (source: string): boolean => /docker|hadolint|tally/i.test(source);

/** Names as we know them: `buildkit/StageNameCasing` without what is before it, and numbers by what they stand for. */
function translated(other: ShownFinding): ShownFinding {
  const names = other.names.flatMap(name => {
    const plain = name.slice(name.lastIndexOf('/') + 1);
    const known = isAboutDocker(other.source) ? NUMBERED[plain] : undefined;
    return known === undefined ? [plain] : [known];
  });
  return { ...other, names };
}

/** The codes of dockerfile-utils, which Container Tools shows, for the warnings that we have too. */
const NUMBERED: Readonly<Record<string, string>> = {
  0: 'mixed-case-instructions',
  10: 'duplicate-stage-name',
  11: 'empty-continuation-line',
  37: 'overridden-instruction',
  45: 'maintainer-instruction',
  50: 'relative-workdir',
};
