import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Comparison } from '../../protocol/compare.ts';
import { causeOf, stepWords } from '../../webview/compare/verdict.ts';
import { squarify } from '../../webview/map/squarify.ts';

describe('a map', () => {
  it('gives each weight its area, inside the box and apart from the others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 10, max: 900 }),
        fc.integer({ min: 10, max: 900 }),
        (weights, width, height) => {
          const boxes = squarify(weights, { x: 5, y: 7, width, height });
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const near = (a: number, b: number) =>
            assert.ok(Math.abs(a - b) <= 1e-6 * width * height, `${a} ${b}`);
          assert.equal(boxes.length, weights.length);
          for (const [index, box] of boxes.entries()) {
            near(box.width * box.height, ((weights[index] ?? 0) / total) * width * height);
            assert.ok(box.x >= 4.999 && box.y >= 6.999);
            assert.ok(box.x + box.width <= 5.001 + width && box.y + box.height <= 7.001 + height);
            for (const other of boxes.slice(0, index)) {
              const across = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
              const down = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
              assert.ok(across <= 1e-6 || down <= 1e-6, 'two boxes overlap');
            }
          }
        },
      ),
      { seed: 5, numRuns: 150 },
    );
  });

  it('keeps boxes near squares', () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 600, height: 400 });
    const worst = Math.max(...boxes.map(({ width, height }) => Math.max(width / height, height / width)));
    assert.ok(worst < 3, String(worst));
    assert.deepEqual(squarify([], { x: 0, y: 0, width: 9, height: 9 }), []);
    assert.equal(squarify([0, 0], { x: 0, y: 0, width: 9, height: 9 })[1]?.width, 0);
  });
});

describe('the verdict of a comparison', () => {
  const compared = (sizeDelta: number, pairs: Comparison['pairs']): Comparison =>
    ({
      sizeDelta,
      pairs,
      before: { layers: [{ createdBy: 'FROM' }, { createdBy: '/bin/sh -c #(nop)  COPY a b' }] },
      after: { layers: [{ createdBy: 'FROM' }, { createdBy: 'RUN /bin/sh -c make # buildkit' }] },
    }) as unknown as Comparison;

  it('names the layer that did most, in the direction of the whole', () => {
    const grew = compared(5, [
      { before: 0, after: 0, same: false, delta: -9 },
      { before: undefined, after: 1, same: false, delta: 14 },
    ]);
    assert.deepEqual(causeOf(grew), { kind: 'added', number: 2, delta: 14, step: 'RUN make' });
    const shrank = compared(-3, [{ before: 1, after: undefined, same: false, delta: -3 }]);
    assert.deepEqual(causeOf(shrank), { kind: 'removed', number: 2, delta: -3, step: 'COPY a b' });
    assert.equal(causeOf(compared(0, [])), undefined);
  });

  it('says a step as people wrote it', () => {
    assert.equal(stepWords('RUN /bin/sh -c npm ci\n  --omit=dev # buildkit'), 'RUN npm ci --omit=dev');
    assert.equal(stepWords('/bin/sh -c make'), 'RUN make');
  });
});
