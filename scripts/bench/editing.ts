import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import { folds } from '../../server/features/folding.ts';
import { semanticTokens } from '../../server/features/semanticTokens.ts';
import { outline } from '../../server/features/symbols.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { SHAPES } from './dockerfiles.ts';
import { type Figure, leastTime, milliseconds, processorTime } from './figure.ts';

const EDITS = 4_000;
const WARM = 300;
/** Milliseconds in which 95 of 100 edits are done with. */
const LIMIT = 5;
const TOKENS_FASTER = 50;

/** What happens at each keystroke, and semantic tokens against dockerfile-language-service. */
export function editing(): readonly Figure[] {
  const text = SHAPES.mixed?.(200) ?? '';
  const taken: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const at = (edit * 37) % text.length;
    const edited = `${text.slice(0, at)}x${text.slice(at)}`;
    const milliseconds = processorTime(() => readAll(edited));
    if (edit >= WARM) taken.push(milliseconds);
  }
  taken.sort((a, b) => a - b);
  const percentile = taken[Math.floor(taken.length * 0.95)] ?? Number.NaN;
  const long = SHAPES.mixed?.(3_000) ?? '';
  const service = DockerfileLanguageServiceFactory.createLanguageService();
  const ours = leastTime(() => tokensOf(long), 800);
  const theirs = leastTime(() => service.computeSemanticTokens(long), 1, 1);
  return [
    {
      name: 'after an edit at 200 lines: reading, meaning, tokens, symbols, folds (p95)',
      value: milliseconds(percentile),
      yardstick: `limit ${LIMIT} ms`,
      ratio: percentile / LIMIT,
      limit: { kind: 'at most', ratio: 1 },
    },
    {
      name: 'semantic tokens of 3,000 lines',
      value: milliseconds(ours),
      yardstick: `dockerfile-language-service ${milliseconds(theirs)}`,
      ratio: theirs / ours,
      limit: { kind: 'at least', ratio: TOKENS_FASTER },
    },
  ];
}

function tokensOf(text: string): void {
  const file = parseDockerfile(text);
  semanticTokens({ file, model: buildModel(file) });
}

function readAll(text: string): void {
  const file = parseDockerfile(text);
  const document = { file, model: buildModel(file) };
  if (document.model.errors.length > text.length) throw new Error('more errors than text');
  semanticTokens(document);
  outline(document);
  folds(document);
}
