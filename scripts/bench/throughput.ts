import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import { defaultLimits } from '../../client/image/limits.ts';
import { createTarScanner } from '../../client/image/tarScanner.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { type Figure, milliseconds, timeOf } from './figure.ts';

const STEP = `FROM node:24 AS build
# A comment
ENV MODE=production PATH=/app/bin:$PATH
COPY --chown=node:node package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && \\
    npm run build -- --mode "$MODE"
CMD ["node", "server.js"]
`;

const TEN_MEGABYTES = 10_000_000;

/** Reading speed: Dockerfiles against JSON.parse, tar headers against tar-stream. */
export async function throughput(): Promise<readonly Figure[]> {
  const large = STEP.repeat(TEN_MEGABYTES / STEP.length);
  const line = `FROM a\nRUN ${'echo "$A" '.repeat(100_000)}\n`;
  return [
    await against('parsing a Dockerfile of 10 MB', large),
    await against('parsing one line of 1 MB', line),
    await growth('parsing 10 MB rather than 1 MB', large),
    await tarHeaders(100_000),
  ];
}

/** JSON.parse reads the same lines as an array of strings: a native reader of a far simpler language. */
async function against(name: string, text: string): Promise<Figure> {
  const json = JSON.stringify(text.split(/(?<=[ \n])/));
  const ours = await timeOf(() => parseDockerfile(text));
  const theirs = await timeOf(() => JSON.parse(json));
  const speed = text.length / json.length / (ours / theirs);
  return {
    name,
    value: milliseconds(ours),
    yardstick: `JSON.parse of its words ${milliseconds(theirs)}`,
    ratio: 1 / speed,
  };
}

/** Ten times the text takes ten times the time when the cost is linear; twice that is allowed for noise. */
async function growth(name: string, text: string): Promise<Figure> {
  const small = text.slice(0, text.length / 10);
  const ten = await timeOf(() => parseDockerfile(text));
  const one = await timeOf(() => parseDockerfile(small));
  return {
    name,
    value: milliseconds(ten),
    yardstick: `1 MB ${milliseconds(one)}`,
    ratio: ten / one,
    limit: { kind: 'at most', ratio: 20 },
  };
}

async function tarHeaders(entries: number): Promise<Figure> {
  const tar = pack();
  const written = buffer(tar);
  for (let index = 0; index < entries; index++) {
    tar.entry(
      { name: `usr/lib/node_modules/package-${index % 1000}/dist/file-${index}.js` },
      'x'.repeat(700),
    );
  }
  tar.finalize();
  const bytes = await written;
  const ours = await timeOf(() => {
    let seen = 0;
    const entry = (): boolean => {
      seen++;
      return false;
    };
    const scanner = createTarScanner({ entry }, defaultLimits);
    scanner.push(bytes);
    if (scanner.finish() !== undefined || seen !== entries)
      throw new Error(`${seen} of ${entries} entries read`);
  });
  const theirs = await timeOf(() => readWithTarStream(bytes), 3);
  return {
    name: `reading ${entries} tar headers`,
    value: milliseconds(ours),
    yardstick: `tar-stream ${milliseconds(theirs)}`,
    ratio: ours / theirs,
    limit: { kind: 'at most', ratio: 1 },
  };
}

function readWithTarStream(bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = extract();
    reader.on('entry', (_header, stream, next) => {
      stream.on('end', next);
      stream.resume();
    });
    reader.on('finish', resolve);
    reader.on('error', reject);
    reader.end(bytes);
  });
}
