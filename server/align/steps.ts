import type { HistoryStep, ImageFacts } from './alignment.ts';

/** A history entry as it is compared. Texts have single blanks and none at their ends. */
export interface Step {
  /** Upper case; empty when it is no instruction of a Dockerfile. */
  readonly keyword: string;
  /** What follows the keyword; of RUN, with its shell, and with `|1 NAME=value` before it. */
  readonly text: string;
  /** The layer it made; undefined for none, and where that cannot be told. */
  readonly layer: number | undefined;
  /** It made none. */
  readonly empty: boolean;
  /** It copies files of which only a hash is told, to this path. */
  readonly copiedTo: string | undefined;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** How far the layers can be counted, 0 to 1. */
  readonly certainty: number;
  /** All layers were made one. */
  readonly squashed: boolean;
}

/** BuildKit's mark on entries it made up for layers of a base image that had no history. */
const MADE_UP = 'buildkit.exporter.image.v0';

/** Reads the history of an image, and counts which entry made which layer. */
export function readSteps({ history, layers }: ImageFacts): Steps {
  // They stand at the end, whichever layers they are about.
  const told = history.filter(({ comment }) => !comment.startsWith(MADE_UP));
  const read = told.map(readStep);
  let empty = told.map(step => step.empty);
  const count = (): number => empty.filter(one => !one).length;
  if (count() > layers.length) {
    // Some tools leave the mark of entries without a layer out.
    const guessed = read.map(({ keyword }, index) => (empty[index] ?? false) || CONFIGURING.has(keyword));
    if (guessed.filter(one => !one).length === layers.length) empty = guessed;
  }
  const missing = layers.length - count();
  // What has no entry is the base image: from the top the count is right.
  let next = missing;
  const steps = read.map((step, index) => {
    const isEmpty = empty[index] ?? false;
    const layer = isEmpty ? -1 : next++;
    return { ...step, empty: isEmpty, layer: layer >= 0 && missing >= 0 ? layer : undefined };
  });
  const certainty = missing === 0 ? 1 : missing > 0 ? (told.length < history.length ? 1 : 0.9) : 0;
  return { steps, certainty, squashed: isSquashed(told, read, empty) };
}

/** Keywords that set configuration only. */
export const CONFIGURING: ReadonlySet<string> = new Set([
  ...['ARG', 'CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD'],
  ...['SHELL', 'STOPSIGNAL', 'USER', 'VOLUME'],
]);

/** `docker build --squash` says so; buildah without layers leaves copies empty and hangs all on the last entry. */
function isSquashed(
  told: readonly HistoryStep[],
  read: readonly Omit<Step, 'layer' | 'empty'>[],
  empty: readonly boolean[],
): boolean {
  if (told.some(({ comment }) => /^merge sha256:/.test(comment))) return true;
  let copies = 0;
  let emptyCopies = 0;
  for (const [index, { keyword, copiedTo }] of read.entries()) {
    const isEmpty = empty[index] ?? false;
    if (!isEmpty && CONFIGURING.has(keyword)) return true;
    if (copiedTo === undefined) continue;
    copies++;
    if (isEmpty) emptyCopies++;
  }
  return emptyCopies * 2 > copies;
}

const KEYWORD =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?: |$)/;
const NOP = '#(nop) ';
/** The shell in front of it is short; further in, it is a part of some script. */
const NOP_WITHIN = 300;
const HASHED = /(?:(?:file|dir|multi):[0-9a-f]{64}|(?:^|[ =])[0-9a-f]{64}) in (.*)$/;

function readStep({ createdBy }: HistoryStep): Omit<Step, 'layer' | 'empty'> {
  let text = singleBlanks(createdBy);
  if (text.endsWith(' # buildkit')) text = text.slice(0, -' # buildkit'.length);
  const named = KEYWORD.exec(text)?.[1];
  if (named) return { keyword: named, text: text.slice(named.length + 1), copiedTo: undefined };
  const nop = text.slice(0, NOP_WITHIN).indexOf(NOP);
  if (nop >= 0) {
    const inner = text.slice(nop + NOP.length).trimStart();
    const keyword = KEYWORD.exec(inner)?.[1] ?? '';
    const rest = inner.slice(keyword === '' ? 0 : keyword.length + 1);
    const copies = keyword === 'COPY' || keyword === 'ADD';
    return { keyword, text: rest, copiedTo: copies ? HASHED.exec(rest)?.[1] : undefined };
  }
  return { keyword: text === '' ? '' : 'RUN', text, copiedTo: undefined };
}

/** Runs of white space become one blank; none at the ends. */
export function singleBlanks(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
