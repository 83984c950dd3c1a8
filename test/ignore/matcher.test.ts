import assert from 'node:assert/strict';
import { createMatcher } from '../../server/ignore/matcher.ts';

/** Lines: a verdict (`-` out, `+` in) and a path, under the file they are asked of. */
const tables: readonly { readonly name: string; readonly file: string; readonly paths: string }[] = [
  { name: 'plain names are rooted', file: 'a', paths: '-a -a/b -a/b/c +b/a +ab' },
  { name: 'a leading slash changes nothing', file: '/a/b', paths: '-a/b -a/b/c +a +c/a/b' },
  { name: 'a trailing slash changes nothing', file: 'a/', paths: '-a -a/b' },
  { name: 'patterns are cleaned', file: './a//b/../c/.', paths: '-a/c +a/b' },
  { name: 'above the context', file: '../a', paths: '+a' },
  { name: 'dot alone', file: '.', paths: '+a +a/b' },
  { name: 'slash alone', file: '/', paths: '+a' },
  { name: 'star stops at folders', file: '*.log', paths: '-a.log -.log +b/a.log +a.logs' },
  { name: 'a matched folder takes its content', file: 'a*', paths: '-ab/c/d' },
  { name: 'question mark is one character', file: 'a?', paths: '-ab +a +abc -a😀 +a/b' },
  { name: 'two stars cross folders', file: '**/a', paths: '-a -b/a -b/c/a -b/a/c +ba +b/ca' },
  { name: 'two stars in the middle', file: 'a/**/b', paths: '-a/b -a/c/b -a/c/d/b +a/c/db +b' },
  { name: 'two stars at the end', file: 'a/**', paths: '+a -a/b -a/b/c +ab' },
  { name: 'two stars alone', file: '**', paths: '-a -a/b' },
  { name: 'two stars without slash, before', file: '**a', paths: '-a -ba -b/a -b/ca +ab' },
  { name: 'two stars without slash, after', file: 'a**', paths: '-a -ab -ab/c +b/a' },
  { name: 'two stars and a star', file: '**/*.go', paths: '-a.go -b/a.go +a.got' },
  { name: 'two stars twice', file: '**/a/**/*.b', paths: '-a/x.b -q/a/r/s/x.b +x.b' },
  { name: 'three stars', file: '***', paths: '-a -a/b' },
  { name: 'ranges', file: '[a-c]x', paths: '-ax -cx +dx +-x' },
  { name: 'negated ranges', file: '[^a]x', paths: '-bx +ax' },
  { name: 'an exclamation mark in a range is itself', file: '[!a]x', paths: '-!x -ax +bx' },
  { name: 'escaped stars', file: 'a\\*', paths: '-a* +ab' },
  { name: 'escapes in ranges', file: '[\\]]', paths: '-] +a' },
  { name: 'signs of expressions are themselves', file: 'a+(b){1}|$.c', paths: '-a+(b){1}|$.c +aab' },
  {
    name: 'some signs stand for themselves beside wildcards',
    file: '*+(b).$',
    paths: '-a+(b).$ +ab.$ +a+(b)x$',
  },
  {
    name: 'a bar beside wildcards is a choice, each side bound to one end',
    file: 'b|*/x',
    paths: '-b -bcd -c/x -bc/y +a +x',
  },
  { name: 'braces beside wildcards repeat', file: 'q?b{2}', paths: '-qabb +qab +qab{2}' },
  {
    name: 'braces that hold no number stand for themselves',
    file: '*.{js,ts}',
    paths: '-a.{js,ts} +a.js +a.ts',
  },
  {
    name: 'a letter after a backslash is not itself',
    file: 'bin\\debug',
    paths: '+bin/debug +bin\\debug -bin7ebug',
  },
  { name: 'case counts', file: 'Makefile', paths: '-Makefile +makefile' },
  { name: 'the last word counts', file: 'a*\n!ab\nabc', paths: '-a +ab -abc' },
  { name: 'brought back in a folder', file: 'a\n!a/b', paths: '-a -a/c +a/b +a/b/c' },
  { name: 'everything but', file: '*\n!src\n!go.*', paths: '-a +src +src/x/y +go.mod -b/go.mod' },
  { name: 'an exception before its pattern', file: '!a\na', paths: '-a -a/b' },
  { name: 'blanks after the exclamation mark', file: '*\n! a', paths: '+a -b' },
  { name: 'exclamation mark after a dot', file: '*\n./!a', paths: '+a -b' },
  { name: 'two exclamation marks', file: '*\n!!a', paths: '-a +!a' },
  { name: 'comments only in the first column', file: '#a\n #b', paths: '+a +#a -#b +b' },
  { name: 'blanks around', file: '  a b \t\r\n\u00a0c\u2003', paths: '-a_b -c' },
  { name: 'byte order mark', file: '\ufeff# a\nb', paths: '+a -b' },
  { name: 'byte order mark and pattern', file: '\ufeffa\n\ufeffb', paths: '-a +b -\ufeffb' },
  { name: 'CRLF', file: 'a\r\n!a/b\r\n', paths: '-a/c +a/b' },
  {
    name: 'names of object members',
    file: 'toString\n__proto__',
    paths: '-toString -__proto__ +constructor',
  },
  {
    name: 'an exception that names the folder of an earlier pattern',
    file: 'a/b\n!a',
    paths: '-a/b +a/c +a',
  },
  { name: 'named ranges', file: '[[:digit:]]', paths: '-7 +a +:' },
  { name: 'a star in a range ends it', file: '[*]', paths: '-] -[] -^/] +*' },
];

describe('matching of .dockerignore', () => {
  for (const { name, file, paths } of tables) {
    it(name, () => {
      const matcher = createMatcher(file);
      for (const line of paths.split(' ')) {
        const path = line.slice(1).replace('_', line.startsWith('-a_b') ? ' ' : '_');
        assert.equal(matcher.ignores(path), line.startsWith('-'), `${line} in ${JSON.stringify(file)}`);
      }
    });
  }

  it('on Windows a backslash separates and never escapes', () => {
    const matcher = createMatcher('bin\\debug\n*.log\\', { windows: true });
    assert.equal(matcher.ignores('bin/debug/x'), true);
    assert.equal(matcher.ignores('a.log'), true);
    assert.equal(matcher.ignores('bin7ebug'), false);
  });

  it('says which pattern decides', () => {
    const matcher = createMatcher('*.md\n!README*.md\nREADME-secret.md\n');
    const which = (path: string): string | undefined => matcher.whichPattern(path)?.pattern;
    assert.equal(which('a.md'), '*.md');
    assert.equal(which('README.md'), 'README*.md');
    assert.equal(which('README-secret.md'), 'README-secret.md');
    assert.equal(which('a.txt'), undefined);
  });

  it('skips a folder only when no exception can reach into it', () => {
    const plain = createMatcher('node_modules\n!src/keep\n');
    assert.equal(plain.canSkip('node_modules'), true);
    assert.equal(plain.canSkip('src'), false);
    assert.equal(plain.canSkip('src/keep'), false);
    assert.equal(plain.canSkip('src/keeper'), true);
    assert.equal(createMatcher('a\n!**/keep').canSkip('a'), false);
  });

  it('a hostile pattern costs no more than path times pattern', () => {
    const matcher = createMatcher(`${'**/*a'.repeat(40)}b`);
    assert.equal(matcher.ignores(`${'a/'.repeat(500)}a`), false);
    const stars = createMatcher(`${'*a'.repeat(100)}b`);
    assert.equal(stars.ignores('a'.repeat(2000)), false);
  });
});
