// Compares squashed trees with what `umoci unpack` makes of the same images, entry by entry, and that of
// skopeo's conversions. Run as root: `node test/image/witness.ts [--runs N] [--seed N]`. Needs umoci and skopeo.
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openImagePath } from '../../client/worker/imagePath.ts';
import { type ImageSpec, ociLayout, type Packing } from '../kit/imageBuilder.ts';
import { pick, randomLayers, seeded } from '../kit/imageRandom.ts';
import { differences, finalRows, truthRow } from '../kit/imageTruth.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const folder = mkdtempSync(join(tmpdir(), 'strata-witness-'));
let failures = 0;
let refused = 0;
let compared = 0;
try {
  for (let run = 0; run < Number(values.runs); run++) {
    const seed = Number(values.seed) + run;
    await compareOne(seed, join(folder, String(run)));
    rmSync(join(folder, String(run)), { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `${values.runs} images, ${compared} entries compared, ${failures} images differ, ${refused} refused by umoci\n`,
);
process.exitCode = failures === 0 ? 0 : 1;

async function compareOne(seed: number, work: string): Promise<void> {
  const random = seeded(seed);
  const layers = randomLayers(random, { plain: false, maxLayers: 6, maxEntries: 20 });
  const packing = pick<Packing>(random, ['none', 'gzip', 'zstd', 'estargz', 'zstd-chunked']);
  const write = (name: string, packed: Packing): string => {
    const image: ImageSpec = { tags: ['w'], layers: layers.map(entries => ({ entries, packing: packed })) };
    for (const [path, bytes] of ociLayout([image])) {
      mkdirSync(dirname(join(work, name, path)), { recursive: true });
      writeFileSync(join(work, name, path), bytes);
    }
    return join(work, name);
  };
  // umoci knows no zstd.
  const layout = write('layout', 'gzip');
  try {
    execFileSync('umoci', ['unpack', '--image', `${layout}:w`, join(work, 'bundle')], { stdio: 'pipe' });
  } catch (error) {
    refused++;
    process.stdout.write(
      `seed ${seed}: umoci refuses it: ${String((error as { stderr?: unknown }).stderr).trim()}\n`,
    );
    return;
  }
  const truth = walk(join(work, 'bundle', 'rootfs'));
  const ours = await read(write('ours', packing));
  // The table of contents that estargz adds is a file like any other.
  ours.delete('stargz.index.json');
  check(seed, packing, ours, truth);

  // The same image as skopeo writes it, as an old archive and as an OCI archive.
  if (seed % 5 === 0) {
    for (const kind of ['docker-archive', 'oci-archive']) {
      const archive = join(work, `${kind}.tar`);
      execFileSync(
        'skopeo',
        ['--insecure-policy', 'copy', `oci:${layout}:w`, `${kind}:${archive}:w:latest`],
        { stdio: 'pipe' },
      );
      check(seed, kind, await read(archive), truth);
    }
  }
}

async function read(path: string): Promise<Map<string, string>> {
  const opened = await openImagePath(path);
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const rows = finalRows(opened.value.image);
  await opened.value.dispose();
  return rows;
}

function check(seed: number, kind: string, found: Map<string, string>, truth: Map<string, string>): void {
  compared += truth.size;
  const different = differences(found, truth);
  if (different.length === 0) return;
  failures++;
  process.stdout.write(`seed ${seed} (${kind}) differs:\n  ${different.join('\n  ')}\n`);
}

function walk(root: string): Map<string, string> {
  const rows = new Map<string, string>();
  const visit = (path: string): void => {
    for (const name of readdirSync(join(root, path))) {
      const child = path ? `${path}/${name}` : name;
      const info = lstatSync(join(root, child));
      const type = info.isDirectory()
        ? 'directory'
        : info.isSymbolicLink()
          ? 'symlink'
          : info.isCharacterDevice()
            ? 'character'
            : info.isBlockDevice()
              ? 'block'
              : info.isFIFO()
                ? 'fifo'
                : 'file';
      const size = type === 'file' ? readFileSync(join(root, child)).length : 0;
      const link = type === 'symlink' ? readlinkSync(join(root, child)) : '';
      const { uid, gid, mtimeMs } = info;
      rows.set(
        child,
        truthRow({ type, mode: info.mode & 0o7777, uid, gid, size, link, time: mtimeMs / 1000 }),
      );
      if (type === 'directory') visit(child);
    }
  };
  visit('');
  return rows;
}
