import { DockerfileParser } from 'dockerfile-ast';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { manyDockerfiles, SHAPES } from './dockerfiles.ts';
import { type Figure, leastTime, milliseconds } from './figure.ts';

const FASTER = 8;
/** 20,000 lines may take this many times what 5,000 take. */
const GROWTH = 5;
/** How long one size is measured: collections of garbage fall into most calls, and some must be without. */
const GROWTH_MILLISECONDS = 2_000;
const SIZES = [200, 5_000, 20_000] as const;

/** Reading Dockerfiles, against dockerfile-ast in the same process. */
export function reading(): readonly Figure[] {
  const files = manyDockerfiles(2_000);
  const figures = [
    versus(
      'reading 2,000 Dockerfiles',
      () => {
        for (const text of files) parseDockerfile(text);
      },
      () => {
        for (const text of files) DockerfileParser.parse(text);
      },
    ),
  ];
  for (const [shape, make] of Object.entries(SHAPES)) {
    const times = new Map<number, number>();
    for (const lines of SIZES) {
      const text = make(lines);
      const ours = (): void => void parseDockerfile(text);
      const name = `reading ${lines.toLocaleString('en')} lines, ${shape}`;
      figures.push(versus(name, ours, () => void DockerfileParser.parse(text)));
      times.set(lines, leastTime(ours, GROWTH_MILLISECONDS, 40));
    }
    const [small = 0, large = 0] = [times.get(5_000), times.get(20_000)];
    figures.push({
      name: `20,000 lines rather than 5,000, ${shape}`,
      value: milliseconds(large),
      yardstick: `5,000 lines ${milliseconds(small)}`,
      ratio: large / small,
      limit: { kind: 'at most', ratio: GROWTH },
    });
  }
  return figures;
}

function versus(name: string, ours: () => void, theirs: () => void): Figure {
  const [our, their] = [leastTime(ours, 800), leastTime(theirs, 800)];
  return {
    name,
    value: milliseconds(our),
    yardstick: `dockerfile-ast ${milliseconds(their)}`,
    ratio: their / our,
    limit: { kind: 'at least', ratio: FASTER },
  };
}
