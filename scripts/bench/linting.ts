import { validate } from 'dockerfile-utils';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { manyDockerfiles, SHAPES } from './dockerfiles.ts';
import { type Figure, leastTime, milliseconds, processorTime } from './figure.ts';

/** All rules, in time of the few checks that the yardstick has. */
const LEAST_SHARE = 0.7;
const EDITS = 1_500;
const WARM = 200;
/** Milliseconds in which 95 of 100 edits at 200 lines are linted. */
const LIMIT = 5;
/** 20,000 lines may take this many times what 5,000 take. */
const GROWTH = 5;

/** Every rule over many Dockerfiles against dockerfile-utils, after an edit, and by length. */
export function linting(): readonly Figure[] {
  const files = manyDockerfiles(2_000);
  const ours = leastTime(() => files.forEach(lintAll), 3_000);
  const theirs = leastTime(() => {
    for (const text of files) validate(text);
  }, 3_000);
  const text = SHAPES.mixed?.(200) ?? '';
  const taken: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const at = (edit * 37) % text.length;
    const edited = `${text.slice(0, at)}x${text.slice(at)}`;
    const milliseconds = processorTime(() => lintAll(edited));
    if (edit >= WARM) taken.push(milliseconds);
  }
  taken.sort((a, b) => a - b);
  const percentile = taken[Math.floor(taken.length * 0.95)] ?? Number.NaN;
  return [
    {
      name: 'all rules over 2,000 Dockerfiles',
      value: milliseconds(ours),
      yardstick: `dockerfile-utils ${milliseconds(theirs)}`,
      ratio: ours / theirs,
      limit: { kind: 'at most', ratio: LEAST_SHARE },
    },
    {
      name: 'all rules after an edit at 200 lines (p95)',
      value: milliseconds(percentile),
      yardstick: `limit ${LIMIT} ms`,
      ratio: percentile / LIMIT,
      limit: { kind: 'at most', ratio: 1 },
    },
    ...Object.entries(SHAPES).map(([shape, make]): Figure => {
      const [small, large] = [make(5_000), make(20_000)];
      const times = [small, large].map(lines => leastTime(() => lintAll(lines), 2_000));
      const [less = 0, more = 0] = times;
      return {
        name: `all rules over 20,000 lines rather than 5,000, ${shape}`,
        value: milliseconds(more),
        yardstick: `5,000 lines ${milliseconds(less)}`,
        ratio: more / less,
        limit: { kind: 'at most', ratio: GROWTH },
      };
    }),
  ];
}

function lintAll(text: string): void {
  const file = parseDockerfile(text);
  lint({ file, model: buildModel(file) }, { preset: 'all' });
}
