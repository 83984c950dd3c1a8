import type { Expected, Pattern } from './expected.ts';
import type { Step } from './steps.ts';

/**
 * How well an entry fits an instruction. exact: its text is the one to expect. open: with a value for what the file
 * leaves open. partial: only as far as this builder writes it down.
 */
export type Fit = 'exact' | 'open' | 'partial' | undefined;

export function fitOf(expected: Expected, step: Step): Fit {
  if (expected.keyword !== step.keyword) return undefined;
  if (expected.keyword === 'RUN') return fitRun(expected, step.text);
  if (expected.destination) return fitCopy(expected, expected.destination, step);
  if (expected.loose) return fitLoose(expected, step.text);
  return (
    matches(expected.text, step.text, expected.text.length === 1 ? 'exact' : 'open') ??
    matches(expected.open, step.text, 'open')
  );
}

function fitRun({ commands, shell }: Expected, text: string): Fit {
  let best: Fit;
  for (const command of commands) {
    if (text === command) return 'exact';
    if (!text.endsWith(command) || text[text.length - command.length - 1] !== ' ') continue;
    const before = text.slice(0, text.length - command.length - 1);
    // Behind the build arguments, whose values may be anything.
    const hasArguments = /^\|\d+ /.test(before);
    if (shell === '') {
      if (hasArguments) best = 'open';
      continue;
    }
    const wanted = shell ?? '/bin/sh -c';
    if (before === wanted || (hasArguments && before.endsWith(` ${wanted}`))) return 'exact';
    if (shell === undefined && ENDS_SHELL.test(before)) best = 'open';
  }
  return best;
}

/** The last word of a shell's own: `-c`, `-exc`, `/C`, `-Command`. */
const ENDS_SHELL = /(?:^| )(?:-[a-zA-Z]*c|\/[cC]|-[cC]ommand)$/;

function fitCopy(expected: Expected, destination: Pattern, step: Step): Fit {
  if (step.copiedTo !== undefined) {
    const path = step.copiedTo;
    // Some write a folder with its slash and some without.
    const paths = [path, path.endsWith('/') ? path.slice(0, -1) : `${path}/`];
    return [destination, expected.openDestination ?? destination]
      .flatMap(pieces => paths.map(written => matches(pieces, written, 'partial')))
      .find(fit => fit !== undefined);
  }
  const text = step.text.replace(/^(?:--[a-z-]+(?:=\S*)? )+/, '');
  return (
    matches(expected.text, text, expected.text.length === 1 ? 'exact' : 'open') ??
    matches(expected.open, text, 'open')
  );
}

function fitLoose(expected: Expected, text: string): Fit {
  const said = bare(text);
  const pieces = expected.text.map(bare);
  // BuildKit completes ports by their protocol: each word must be there, in any order.
  if (expected.keyword === 'EXPOSE' || expected.keyword === 'VOLUME') {
    const words = expected.text.flatMap(piece => piece.split(' ')).map(bare);
    return words.every(word => said.includes(word)) ? 'exact' : undefined;
  }
  let at = 0;
  for (const piece of pieces) {
    const found = said.indexOf(piece, at);
    if (found < 0) return undefined;
    at = found + piece.length;
  }
  return pieces.length === 1 ? 'exact' : 'open';
}

const bare = (text: string): string => text.replace(/[^\w./:@%+=~$-]+/g, '').toLowerCase();

/** Whether the pieces stand in the text in their order, the first at its start and the last at its end. */
function matches(pieces: Pattern, text: string, fit: Fit): Fit {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return text === first ? fit : undefined;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return undefined;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return undefined;
    at = found + piece.length;
  }
  return fit;
}
