import assert from 'node:assert/strict';
import type { Finding } from '../../client/scanners/finding.ts';
import { findingsByLayer } from '../../client/scans/layerFindings.ts';

const finding = (id: string, layer: string): Finding => ({
  ...{ id, severity: 'low', package: 'p', version: '1', fixedVersion: '', title: '', url: '', path: '' },
  layer,
});

describe('findings by layer', () => {
  const layers = [
    { diffId: 'sha256:a', digest: 'sha256:A' },
    { diffId: 'sha256:b', digest: undefined },
    { diffId: 'sha256:a', digest: 'sha256:A' },
  ];

  it('go by diff id and by digest, to the lowest of equal layers', () => {
    const found = [finding('1', 'sha256:b'), finding('2', 'sha256:A'), finding('3', 'sha256:a')];
    const { byLayer, elsewhere } = findingsByLayer(found, layers);
    const ids = [...byLayer].map(([layer, list]) => [layer, list.map(({ id }) => id)]);
    assert.deepEqual(ids, [
      [1, ['1']],
      [0, ['2', '3']],
    ]);
    assert.deepEqual(elsewhere, []);
  });

  it('keep apart what no layer is named for', () => {
    const { byLayer, elsewhere } = findingsByLayer([finding('1', ''), finding('2', 'sha256:z')], layers);
    assert.deepEqual([byLayer.size, elsewhere.map(({ id }) => id)], [0, ['1', '2']]);
  });
});
