import assert from 'node:assert/strict';
import { suggest } from '../../server/syntax/suggest.ts';
import { parseDuration } from '../../server/syntax/values/duration.ts';
import { checkMode } from '../../server/syntax/values/mode.ts';
import { parseBoolean, parseInteger } from '../../server/syntax/values/numbers.ts';
import { parsePlatform } from '../../server/syntax/values/platform.ts';
import { checkPort } from '../../server/syntax/values/ports.ts';
import { checkDigest, parseReference } from '../../server/syntax/values/reference.ts';
import { sourceKind } from '../../server/syntax/values/remote.ts';
import { isSignal } from '../../server/syntax/values/signals.ts';
import { isSize } from '../../server/syntax/values/size.ts';

describe('image references', () => {
  const parts = (text: string): unknown => {
    const parsed = parseReference(text);
    return typeof parsed === 'string' ? parsed : [parsed.domain, parsed.path, parsed.tag, parsed.digest];
  };
  const sha = `sha256:${'0'.repeat(64)}`;

  it('have the parts that Docker sees', () => {
    assert.deepEqual(parts('node'), ['docker.io', 'library/node', undefined, undefined]);
    assert.deepEqual(parts('a/b:1'), ['docker.io', 'a/b', '1', undefined]);
    assert.deepEqual(parts('docker.io/a'), ['docker.io', 'library/a', undefined, undefined]);
    assert.deepEqual(parts('index.docker.io/a/b'), ['docker.io', 'a/b', undefined, undefined]);
    assert.deepEqual(parts('localhost/a'), ['localhost', 'a', undefined, undefined]);
    assert.deepEqual(parts('x:5000/a/b:C_d.e-f'), ['x:5000', 'a/b', 'C_d.e-f', undefined]);
    assert.deepEqual(parts('[::1]:80/a'), ['[::1]:80', 'a', undefined, undefined]);
    assert.deepEqual(parts(`ghcr.io/a__b/c--d:1@${sha}`), ['ghcr.io', 'a__b/c--d', '1', sha]);
  });
  it('are refused as Docker refuses them', () => {
    assert.match(String(parts('Node')), /repository name \(library\/Node\) must be lowercase/);
    assert.match(String(parts('0'.repeat(64))), /64-byte hexadecimal/);
    for (const wrong of [
      '',
      'a:b:c',
      'a@sha256:12',
      'a_/b',
      'a..b',
      '-a',
      'a/',
      'a:',
      'x_y:80/a',
      `a:${'t'.repeat(129)}`,
    ]) {
      assert.equal(parts(wrong), 'invalid reference format', wrong);
    }
    assert.equal(parts(`a@sha256:${'0'.repeat(63)}`), 'invalid checksum digest length');
    assert.equal(
      parts(`${'a'.repeat(250)}/${'b'.repeat(9)}`),
      'repository name must not be more than 255 characters',
    );
  });
  it('have digests of known algorithms', () => {
    assert.equal(checkDigest(sha), undefined);
    assert.equal(checkDigest(`sha256:${'G'.repeat(64)}`), 'invalid checksum digest format');
    assert.equal(checkDigest('md5:abc'), 'unsupported digest algorithm');
    assert.equal(checkDigest('sha256'), 'invalid checksum digest format');
  });
});

describe('platforms', () => {
  it('are a system, an architecture and a variant', () => {
    assert.deepEqual(parsePlatform('Linux/ARM64/v8'), { os: 'linux', architecture: 'arm64', variant: '' });
    assert.deepEqual(parsePlatform('linux/arm'), { os: 'linux', architecture: 'arm', variant: 'v7' });
    assert.deepEqual(parsePlatform('x86_64'), { os: 'linux', architecture: 'amd64', variant: '' });
    assert.deepEqual(parsePlatform('armhf'), { os: 'linux', architecture: 'arm', variant: 'v7' });
    assert.deepEqual(parsePlatform('macos'), { os: 'darwin', architecture: '', variant: '' });
    assert.deepEqual(parsePlatform('windows(10.0.17763)/amd64'), {
      os: 'windows',
      architecture: 'amd64',
      variant: '',
    });
  });
  it('can be wrong in each part', () => {
    for (const wrong of ['', 'x', 'linux/', '/amd64', 'a/b/c/d', 'linux/*', 'li nux/a', 'linux/a b']) {
      assert.equal(typeof parsePlatform(wrong), 'string', wrong);
    }
  });
});

describe('durations', () => {
  it('are numbers with units', () => {
    assert.equal(parseDuration('1h2m3.5s'), 3_723_500_000_000n);
    assert.equal(parseDuration('-1.5ms'), -1_500_000n);
    assert.equal(parseDuration('.5\u00b5s'), 500n);
    assert.equal(parseDuration('+0'), 0n);
  });
  it('are refused in the words of Go', () => {
    assert.equal(parseDuration('5'), 'time: missing unit in duration "5"');
    assert.equal(parseDuration('5x3s'), 'time: unknown unit "x" in duration "5x3s"');
    for (const wrong of ['', '-', '.s', '1e3s', '9223372036854775808ns', '99999999999999999999h']) {
      assert.match(String(parseDuration(wrong)), /^time: (invalid duration|unknown unit)/, wrong);
    }
  });
});

describe('numbers', () => {
  it('have as many bits as there are', () => {
    assert.equal(parseInteger('0755', 8, 32), 0o755);
    assert.equal(parseInteger('4294967295', 10, 32), 4_294_967_295);
    assert.match(String(parseInteger('4294967296', 10, 32)), /value out of range/);
    assert.equal(parseInteger('-2147483648', 10, 32, 'signed'), -2_147_483_648);
    assert.match(String(parseInteger('2147483648', 10, 32, 'signed')), /value out of range/);
    for (const wrong of ['', '-1', '8x', '+'])
      assert.match(String(parseInteger(wrong, 10, 32)), /invalid syntax/);
    assert.match(String(parseInteger('8', 8, 32)), /invalid syntax/);
  });
  it('are not truth values, but for 0 and 1', () => {
    assert.deepEqual(['1', 'T', 'true', 'False', '0'].map(parseBoolean), [true, true, true, false, false]);
    assert.deepEqual(['yes', 'tRUE', ''].map(parseBoolean), [undefined, undefined, undefined]);
  });
});

describe('modes', () => {
  it('are octal digits or letters', () => {
    for (const right of ['0', '755', '07777', '00755', 'u=rwX,go-w', '+x', 'a+rs-t', 'o=g', 'u+']) {
      assert.equal(checkMode(right), undefined, right);
    }
    for (const wrong of ['8', '17777', '7x']) assert.match(checkMode(wrong) ?? '', /octal string/, wrong);
    for (const wrong of ['x', 'u', 'rwx', 'u=rwx,', 'z+x'])
      assert.equal(checkMode(wrong), 'invalid syntax', wrong);
  });
});

describe('ports', () => {
  it('are numbers or ranges, with a protocol', () => {
    for (const right of [
      '80',
      '0',
      '80-90/UDP',
      '80/sctp',
      '8080:80',
      '1.2.3.4:1-2:80',
      '[::1]:80:80',
      '::1:80:80',
      '80/',
    ]) {
      assert.equal(checkPort(right), undefined, right);
    }
    for (const wrong of [
      '',
      '/tcp',
      '65536',
      'x',
      '9-8',
      '80/http',
      '256.1.1.1:1:1',
      '[::1:80:80',
      '1-2:80-82',
      ':::1:80:80',
    ]) {
      assert.equal(typeof checkPort(wrong), 'string', wrong);
    }
  });
});

describe('signals and sizes', () => {
  it('have names and numbers', () => {
    for (const right of ['SIGTERM', 'term', '9', '-1', 'RTMIN+3', 'SIGRTMAX-14'])
      assert.equal(isSignal(right), true, right);
    for (const wrong of ['0', 'SIG', 'FOO', 'RTMIN+16', '', '9 '])
      assert.equal(isSignal(wrong), false, wrong);
  });
  it('have units', () => {
    for (const right of ['1', '64m', '1.5GiB', '1 kb', '0', '+1t']) assert.equal(isSize(right), true, right);
    for (const wrong of ['', 'm', '1x', '1mib2', '-1', '1kbb', '1..2'])
      assert.equal(isSize(wrong), false, wrong);
  });
});

describe('sources of ADD', () => {
  it('are repositories, files of the web, or paths', () => {
    assert.equal(sourceKind('https://x.y/z.git#main'), 'git');
    assert.equal(sourceKind('https://x.y/z.git/a'), 'http');
    assert.equal(sourceKind('git@x.y:a/b'), 'git');
    assert.equal(sourceKind('ssh://x'), 'git');
    assert.equal(sourceKind('HTTP://x.y/z'), 'path');
    assert.equal(sourceKind('ftp://x.y/z'), 'path');
    assert.equal(sourceKind('a/b.git'), 'path');
  });
});

describe('did you mean', () => {
  it('is at most two edits away', () => {
    assert.equal(suggest('form', ['from', 'chown']), 'from');
    assert.equal(suggest('xyz', ['from', 'chown']), undefined);
    assert.equal(suggest('from', ['from', 'form']), undefined);
    assert.equal(suggest('CPOY', ['COPY', 'RUN'], false), 'COPY');
    assert.equal(suggest('cpoy', ['COPY', 'RUN'], false), 'copy');
    assert.equal(suggest('😀rom', ['from']), 'from');
  });
});
