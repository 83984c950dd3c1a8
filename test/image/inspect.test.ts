import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { openImagePath } from '../../client/worker/imagePath.ts';
import { failure } from '../../protocol/result.ts';
import { runInspect } from '../../server/cli/inspect.ts';
import { formatMode, formatPercent, formatSize, oneLine } from '../../server/cli/inspectFormat.ts';
import { shortCommand } from '../../server/cli/inspectPretty.ts';
import { readRatio, readSize } from '../../server/cli/inspectThresholds.ts';
import type { OpenEngineImage } from '../../server/cli/openImageInput.ts';
import {
  archiveOf,
  dockerSaveLegacy,
  dockerSaveModern,
  type ImageSpec,
  ociLayout,
} from '../kit/imageBuilder.ts';

const shop: ImageSpec = {
  tags: ['shop:1.2'],
  layers: [
    {
      createdBy: '/bin/sh -c #(nop) ADD file:abc in / ',
      entries: [
        { name: 'etc/', type: 'directory' },
        { name: 'etc/passwd', body: 'root' },
        { name: 'var/cache', body: 'c'.repeat(90) },
      ],
    },
    {
      packing: 'gzip',
      createdBy: 'RUN /bin/sh -c rm /var/cache # buildkit',
      entries: [
        { name: 'var/.wh.cache' },
        { name: 'bin/sh', type: 'symlink', link: 'dash', mode: 0o777 },
        { name: 'etc/passwd', body: 'toor', uid: 3 },
      ],
    },
  ],
};

describe('strata inspect', () => {
  let folder = '';
  const noEngine: OpenEngineImage = async reference => failure('image-not-found', { reference });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-inspect-'));
    const write = (name: string, bytes: Uint8Array): void => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    };
    write('old.tar', dockerSaveLegacy([shop]));
    write('new.tar', dockerSaveModern([shop], { attestations: true }));
    write('new.tar.gz', gzipSync(dockerSaveModern([shop])));
    write('cut.tar', dockerSaveLegacy([shop]).subarray(0, 2000));
    for (const [name, bytes] of ociLayout([shop])) write(`layout/${name}`, bytes);
    const [lower] = shop.layers;
    assert.ok(lower);
    const grown: ImageSpec = {
      ...shop,
      layers: [
        lower,
        {
          entries: [
            { name: 'bin/new', body: 'n'.repeat(20) },
            { name: 'etc/passwd', body: 'ROOT' },
            { name: 'var/.wh.cache' },
          ],
        },
      ],
    };
    write('grown.tar', dockerSaveModern([grown]));
    const broken: ImageSpec = {
      ...shop,
      layers: [lower, { stored: new TextEncoder().encode('no tar '.repeat(99)) }],
    };
    write('broken.tar', archiveOf(ociLayout([broken])));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(args: readonly string[], openEngine = noEngine) {
    let out = '';
    let errors = '';
    const code = await runInspect(
      args,
      {
        stdout: text => {
          out += text;
        },
        stderr: text => {
          errors += text;
        },
        stdin: async () => new Uint8Array(0),
        cwd: folder,
        env: {},
        isTty: false,
        colour: false,
      },
      openEngine,
    );
    return { code, out, errors };
  }

  it('prints one JSON object a line with the fields of its contract', async () => {
    const { code, out, errors } = await run([
      '--format',
      'json',
      'old.tar',
      'new.tar',
      'new.tar.gz',
      'layout',
    ]);
    assert.deepEqual([code, errors], [0, '']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ path }) => path),
      ['old.tar', 'new.tar', 'new.tar.gz', 'layout'],
    );
    for (const image of lines) {
      assert.equal(image.reference, 'shop:1.2');
      assert.equal(image.platform, 'linux/amd64');
      assert.equal(image.created, '2024-05-06T07:08:09.123456789Z');
      assert.equal(image.size, 98);
      assert.equal(image.reclaimableBytes, 94);
      assert.equal(image.efficiency, 4 / 98);
      assert.deepEqual(image.dive, { efficiency: 4 / 98, wastedBytes: 98 });
      assert.deepEqual(
        image.wasted.map(
          (row: { path: string; bytes: number; count: number; why: string; layers: number[] }) => [
            row.path,
            row.bytes,
            row.count,
            row.why,
            row.layers,
          ],
        ),
        [
          ['var/cache', 90, 1, 'deleted', [0]],
          ['etc/passwd', 4, 1, 'overwritten', [0]],
        ],
      );
      const [, second] = image.layers;
      assert.deepEqual(
        [
          second.index,
          second.size,
          second.files,
          second.added,
          second.changed,
          second.removed,
          second.instructionLine,
        ],
        [1, 4, 2, 1, 1, 1, null],
      );
      assert.equal(second.entries, undefined);
      assert.equal(image.config.os, 'linux');
    }
    assert.deepEqual(
      lines.map(({ attestations }) => attestations.length),
      [0, 1, 0, 0],
    );
    assert.deepEqual(
      lines.map(({ index }) => index === null),
      [true, false, false, false],
    );
    assert.match(lines[1].layers[1].mediaType, /gzip$/);
    assert.ok(lines[1].layers[1].compressedSize > 0);
  });

  it('lists files when asked, of one layer when asked', async () => {
    const { out } = await run(['--format=json', '--files', '--layer', '1', 'new.tar']);
    const { layers } = JSON.parse(out);
    assert.equal(layers.length, 1);
    const owner = { uid: 0, gid: 0, mtime: 0 };
    assert.deepEqual(layers[0].entries, [
      { path: 'var/cache', size: 0, type: 'file', mode: 0o644, ...owner, link: null, change: 'removed' },
      { path: 'bin/sh', size: 0, type: 'symlink', mode: 0o777, ...owner, link: 'dash', change: 'added' },
      {
        path: 'etc/passwd',
        size: 4,
        type: 'file',
        mode: 0o644,
        ...owner,
        uid: 3,
        link: null,
        change: 'changed',
      },
    ]);
    const none = await run(['--layer', '2', 'new.tar']);
    assert.deepEqual([none.code, none.out], [2, '']);
    assert.match(none.errors, /there is no layer 2; the image has 2, counted from 0/);
  });

  it('ends with 1 beyond a threshold, and says which', async () => {
    assert.equal((await run(['--fail-efficiency', '0.04', '--fail-wasted-bytes', '94', 'old.tar'])).code, 0);
    const { code, errors } = await run(['--fail-efficiency', '95%', '--fail-wasted-bytes', '90B', 'old.tar']);
    assert.equal(code, 1);
    assert.match(errors, /old\.tar: the efficiency is 4\.0 %, less than 95\.0 %/);
    assert.match(errors, /old\.tar: 94 B are wasted, 4 B more than 90 B/);
  });

  it('goes on beside what it cannot read, and ends with 2', async () => {
    const { code, out, errors } = await run([
      '--format',
      'json',
      'cut.tar',
      'none.tar',
      'shop',
      'old.tar',
      'broken.tar',
    ]);
    assert.equal(code, 2);
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).path),
      ['old.tar', 'broken.tar'],
    );
    assert.match(errors, /cut\.tar: the archive is cut off: .* Save or download it again\./);
    assert.match(errors, /none\.tar: it could not be opened: .*ENOENT/);
    assert.match(errors, /shop: no such file, and the engine has no image shop\./);
    assert.match(errors, /broken\.tar: layer 1 could not be read: this is not a tar archive/);
  });

  it('asks the engine for what is no file', async () => {
    const asked: string[] = [];
    const engine: OpenEngineImage = async (reference, _, { platform }) => {
      asked.push(`${reference} ${platform}`);
      return openImagePath(join(folder, 'new.tar'), {});
    };
    const { code, out } = await run(['--platform', 'linux/amd64', 'registry.example:5000/shop:1.2'], engine);
    assert.equal(code, 0);
    assert.deepEqual(asked, ['registry.example:5000/shop:1.2 linux/amd64']);
    assert.match(out, /^shop:1\.2\n/);
  });

  it('is a page for people', async () => {
    const { out } = await run(['--files', 'new.tar']);
    assert.match(out, /98 B in 2 layers, 94 B reclaimable, 4\.0 % efficient \(dive: 4\.0 %, 98 B wasted\)/);
    assert.match(out, / 0 +94 B +\S+ \S*B +2 +\+3 +█+·* +ADD file:abc in \/\n/);
    assert.match(out, / 1 +4 B .* \+1 ~1 -1 .* RUN rm \/var\/cache\n/);
    assert.match(out, /\+ lrwxrwxrwx +0:0 +\/bin\/sh -> dash\n/);
    assert.match(out, / +90 B +\/var\/cache\n +deleted \(layer 0, by 1\)\n/);
  });

  it('compares two images', async () => {
    const { code, out } = await run(['--format', 'json', '--compare', 'new.tar', 'grown.tar']);
    assert.equal(code, 0);
    const found = JSON.parse(out);
    assert.deepEqual([found.a, found.b, found.sizeDelta], ['new.tar', 'grown.tar', 20]);
    assert.deepEqual(found.layers.shared, 1);
    assert.deepEqual(
      found.layers.a.map(({ index }: { index: number }) => index),
      [1],
    );
    assert.deepEqual(found.added, [{ path: 'bin/new', bytes: 20 }]);
    assert.deepEqual(found.removed, [{ path: 'bin/sh', bytes: 0 }]);
    assert.deepEqual(found.changed, [{ path: 'etc/passwd', bytes: 0 }]);
    const same = JSON.parse((await run(['--format', 'json', '--compare', 'old.tar', 'layout'])).out);
    assert.deepEqual(
      [same.sizeDelta, same.added, same.removed, same.changed, same.layers.shared],
      [0, [], [], [], 2],
    );
    assert.match(
      (await run(['--compare', 'new.tar', 'grown.tar'])).out,
      /^grown\.tar is 20 B larger than new\.tar\n/,
    );
  });

  it('refuses what it does not understand', async () => {
    const cases = [
      [],
      ['--format', 'xml', 'old.tar'],
      ['--platform', 'amd64', 'old.tar'],
      ['--layer', 'top', 'old.tar'],
      ['--fail-efficiency', '2', 'old.tar'],
      ['--fail-wasted-bytes', 'much', 'old.tar'],
      ['--compare', 'old.tar'],
      ['--nonsense', 'old.tar'],
    ];
    for (const args of cases) {
      const { code, out, errors } = await run(args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(errors, /^strata inspect: .+\. `strata inspect --help` lists the options\.\n$/);
    }
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /--fail-wasted-bytes/);
  });

  it('does not follow a layout out of its folder', async () => {
    writeFileSync(join(folder, 'secret.json'), '[{"Config":"c","Layers":[]}]');
    mkdirSync(join(folder, 'trap'));
    symlinkSync(join(folder, 'secret.json'), join(folder, 'trap/manifest.json'));
    const opened = await openImagePath(join(folder, 'trap'));
    assert.equal(opened.ok, false);
  });
});

describe('figures for people', () => {
  it('sizes, percentages, modes', () => {
    assert.deepEqual([0, 999, 1000, 9994, 99_950, 999_499, 999_500, 1e9, -1500].map(formatSize), [
      '0 B',
      '999 B',
      '1.00 kB',
      '9.99 kB',
      '100 kB',
      '999 kB',
      '1.00 MB',
      '1.00 GB',
      '-1.50 kB',
    ]);
    assert.deepEqual([1, 0.9999, 0.5, 0].map(formatPercent), ['100.0 %', '99.9 %', '50.0 %', '0.0 %']);
    assert.deepEqual(
      [
        formatMode('file', 0o4755),
        formatMode('directory', 0o1777),
        formatMode('character', 0o2640),
        formatMode('file', 0o1000),
      ],
      ['-rwsr-xr-x', 'drwxrwxrwt', 'crw-r-S---', '---------T'],
    );
    assert.deepEqual(
      [readSize('20MB'), readSize('1.5 KiB'), readSize('7'), readSize('x'), readSize('1 constructor')],
      [20e6, 1536, 7, undefined, undefined],
    );
    assert.deepEqual(
      [readRatio('0.9'), readRatio('90%'), readRatio('1.1'), readRatio('-1'), readRatio('')],
      [0.9, 0.9, undefined, undefined, undefined],
    );
  });

  it('text from an image keeps to its line', () => {
    assert.equal(oneLine('a\u001b[31mb\r\nc\u202ed', 20), 'a [31mb c d');
    assert.equal(oneLine('abcdef', 4), 'abc…');
  });

  it('commands as people wrote them', () => {
    assert.equal(shortCommand('/bin/sh -c #(nop)  CMD ["sh"]'), 'CMD ["sh"]');
    assert.equal(shortCommand('/bin/sh -c apt-get update'), 'RUN apt-get update');
    assert.equal(shortCommand('|2 A=1 B=x=y /bin/sh -c make'), 'RUN make');
    assert.equal(shortCommand('RUN |1 A=1 /bin/sh -c make # buildkit'), 'RUN make');
    assert.equal(shortCommand('COPY a /b # buildkit'), 'COPY a /b');
    assert.equal(shortCommand('RUN pwsh -c x'), 'RUN pwsh -c x');
    shortCommand(`|1 ${'a='.repeat(100_000)} ${' '.repeat(100_000)}`);
  });
});
