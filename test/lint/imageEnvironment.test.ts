import assert from 'node:assert/strict';
import { imageEnvironment } from '../../server/lint/imageEnvironment.ts';

describe('environment of images', () => {
  const sees = (reference: string, name: string) => {
    const { has, isComplete } = imageEnvironment(reference);
    return { has: has(name), isComplete };
  };

  it('is known for official images, however they are written', () => {
    for (const reference of [
      'golang',
      'golang:1.25-alpine',
      'docker.io/library/golang',
      `golang@sha256:${'0'.repeat(64)}`,
      'index.docker.io/library/golang:1',
    ]) {
      assert.deepEqual(sees(reference, 'GOPATH'), { has: true, isComplete: true }, reference);
      assert.deepEqual(sees(reference, 'OTHER'), { has: false, isComplete: true }, reference);
    }
    assert.deepEqual(sees('alpine:3', 'GOPATH'), { has: false, isComplete: true });
  });

  it('is known in part for the images of some publishers', () => {
    assert.deepEqual(sees('quay.io/jupyter/scipy-notebook:1', 'NB_UID'), { has: true, isComplete: false });
    assert.deepEqual(sees('mcr.microsoft.com/dotnet/sdk:9.0', 'APP_UID'), { has: true, isComplete: false });
  });

  it('is unknown for all others', () => {
    for (const reference of ['example.org:5000/golang', 'someone/golang', 'golang2', ':'.repeat(100_000)]) {
      assert.deepEqual(sees(reference, 'GOPATH'), { has: false, isComplete: false });
    }
  });
});
