import assert from 'node:assert/strict';
import {
  formatSecret,
  looksSecret,
  optionsToKeep,
  parseSecret,
  parseSsh,
  readOptions,
} from '../../client/build/buildOptions.ts';
import { readTask } from '../../client/build/taskDefinition.ts';

describe('options of a build', () => {
  it('secrets are written as docker has them', () => {
    assert.deepEqual(parseSecret('id=a,src=./x y'), { id: 'a', file: './x y' });
    assert.deepEqual(parseSecret('type=file, id=a, source=b'), { id: 'a', file: 'b' });
    assert.deepEqual(parseSecret('id=a,env=B'), { id: 'a', env: 'B' });
    assert.deepEqual(parseSecret('type=env,id=a,src=B'), { id: 'a', env: 'B' });
    assert.deepEqual(parseSecret('id=TOKEN'), { id: 'TOKEN', env: 'TOKEN' });
    for (const wrong of ['', 'src=x', 'id=', 'hunter2', 'id=a,value=b'])
      assert.equal(parseSecret(wrong), undefined, wrong);
    assert.equal(formatSecret({ id: 'a', env: 'B' }), 'id=a,env=B');
    assert.deepEqual(parseSecret(formatSecret({ id: 'a', file: '/f' })), { id: 'a', file: '/f' });
    assert.deepEqual(parseSsh('x=/a=b'), { id: 'x', socket: '/a=b' });
    assert.deepEqual(parseSsh(''), { id: 'default' });
  });

  it('what is kept holds no argument that looks like a secret', () => {
    for (const name of ['NPM_TOKEN', 'password', 'DB_PASSWORD', 'API_KEY', 'GH_PRIVATE_KEY', 'MY-SECRET'])
      assert.ok(looksSecret(name), name);
    for (const name of ['VERSION', 'TOKENIZER', 'KEYBOARD', 'COMPASS', 'PASSENGERS'])
      assert.ok(!looksSecret(name), name);
    assert.deepEqual(optionsToKeep({ tags: ['a:1'], buildArgs: { A: '1', NPM_TOKEN: 'x' }, target: 't' }), {
      tags: ['a:1'],
      buildArgs: { A: '1' },
      target: 't',
    });
  });

  it('are read back, without what does not fit', () => {
    const options = {
      ...{ tags: ['a:1'], target: 't', buildArgs: { A: '1' }, platform: 'linux/arm64', noCache: true },
      ...{ secrets: [{ id: 's', env: 'S' }], ssh: [{ id: 'default' }], backend: 'buildx' as const },
    };
    assert.deepEqual(readOptions(structuredClone(options)), options);
    assert.deepEqual(
      readOptions({ tags: 7, noCache: 'yes', backend: 'x', buildArgs: [1], secrets: [{ id: 's' }, 3] }),
      { tags: [], secrets: [] },
    );
    assert.deepEqual(readOptions(undefined), { tags: [] });
  });
});

describe('a task', () => {
  it('is read with paths of its folder, and a name of the Dockerfile’s folder', () => {
    assert.deepEqual(readTask({ dockerfile: 'web app/Dockerfile' }, '/w'), {
      ...{ dockerfile: '/w/web app/Dockerfile', context: '', options: { tags: ['web-app:latest'] } },
    });
    assert.deepEqual(
      readTask(
        {
          ...{ dockerfile: '/other/D', context: '.', tags: ['a:1', 'b:2'], args: { A: 1, B: true } },
          ...{ secrets: ['id=s,src=f', 'nonsense'], ssh: ['default'], noCache: true, backend: 'engine' },
        },
        '/w',
      ),
      {
        dockerfile: '/other/D',
        context: '/w',
        options: {
          ...{ tags: ['a:1', 'b:2'], buildArgs: { A: '1', B: 'true' }, noCache: true, backend: 'engine' },
          ...{ secrets: [{ id: 's', file: 'f' }], ssh: [{ id: 'default' }] },
        },
      },
    );
  });

  it('that says nothing is the Dockerfile of its folder', () => {
    assert.deepEqual(readTask({}, '/some/app').options, { tags: ['app:latest'] });
  });
});
