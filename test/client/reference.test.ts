import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contextFolder, familiarName } from '../../client/build/buildContext.ts';
import { checkReference, defaultReference, withTag } from '../../client/build/reference.ts';

describe('the name of an image', () => {
  for (const good of [
    'app',
    'app:1',
    'my-app:latest',
    'a__b.c-d/e:V1.0_x',
    'localhost/app',
    'localhost:5000/app:1',
    'registry.example.com/team/app:1.2.3',
    'REGISTRY.example.com:443/app',
    '[::1]:5000/app:1',
    `app:${'t'.repeat(128)}`,
  ]) {
    it(`may be ${good.slice(0, 40)}`, () => assert.equal(checkReference(good), undefined));
  }

  const bad: readonly [string, ReturnType<typeof checkReference>][] = [
    ['', 'empty'],
    ['App:1', 'uppercase'],
    ['team/App', 'uppercase'],
    ['app@sha256:0123', 'digest'],
    ['app:', 'tag'],
    ['app:-x', 'tag'],
    ['app:a b', 'tag'],
    [`app:${'t'.repeat(129)}`, 'tag'],
    ['-bad.host/app', 'host'],
    ['host.example.com:port/app', 'host'],
    ['app--', 'name'],
    ['a___b', 'name'],
    ['a..b', 'name'],
    ['/app', 'name'],
    ['app/', 'name'],
    ['a b', 'name'],
    ['émile', 'name'],
    ['a'.repeat(256), 'too-long'],
    ['0123456789abcdef'.repeat(4), 'id'],
  ];
  for (const [reference, problem] of bad) {
    it(`may not be ${JSON.stringify(reference.slice(0, 40))}: ${problem}`, () =>
      assert.equal(checkReference(reference), problem));
  }

  it('gets a tag when it has none', () => {
    assert.equal(withTag('app'), 'app:latest');
    assert.equal(withTag('localhost:5000/app'), 'localhost:5000/app:latest');
    assert.equal(withTag('localhost:5000/app:1'), 'localhost:5000/app:1');
  });

  it('comes from the folder, whatever that is called', () => {
    assert.equal(defaultReference('My Shop (API)'), 'my-shop-api:latest');
    assert.equal(defaultReference('Crème_Brûlée..2'), 'creme-brulee-2:latest');
    assert.equal(defaultReference('日本語'), 'image:latest');
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), folder => {
        const problem = checkReference(defaultReference(folder));
        assert.ok(problem === undefined || problem === 'id', `${JSON.stringify(folder)}: ${problem}`);
      }),
      { seed: 42 },
    );
  });

  it('is listed by the engine under its familiar form', () => {
    assert.equal(familiarName('docker.io/library/app:1'), 'app:1');
    assert.equal(familiarName('docker.io/team/app:1'), 'team/app:1');
    assert.equal(familiarName('library/app:1'), 'library/app:1');
    assert.equal(familiarName('ghcr.io/team/app:1'), 'ghcr.io/team/app:1');
  });
});

describe('the context of a build', () => {
  it('is the folder of the Dockerfile unless a setting says otherwise', () => {
    const dockerfile = '/work space/api/Dockerfile';
    assert.equal(contextFolder(dockerfile, '', '/work space'), '/work space/api');
    assert.equal(contextFolder(dockerfile, '.', '/work space'), '/work space');
    assert.equal(contextFolder(dockerfile, 'api/src', '/work space'), '/work space/api/src');
    assert.equal(contextFolder(dockerfile, '/elsewhere', '/work space'), '/elsewhere');
    assert.equal(contextFolder(dockerfile, '${workspaceFolder}/api', '/work space'), '/work space/api');
    assert.equal(contextFolder(dockerfile, '${fileDirname}/..', undefined), '/work space');
    assert.equal(contextFolder(dockerfile, '${unknown}', '/w'), '/w/${unknown}');
    assert.equal(contextFolder(dockerfile, 'sub', undefined), '/work space/api/sub');
  });
});
