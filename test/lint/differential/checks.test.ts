import assert from 'node:assert/strict';
import { useOracle } from '../../kit/hosts/oracle.ts';
import { generateCorner } from './corners.ts';
import { compare } from './difference.ts';
import { generateCase } from './generate.ts';
import { namedCases } from './named.ts';

/** `run.ts` compares thousands; these few are for every run of the tests. */
const GENERATED = 200;

describe("BuildKit's checks by BuildKit itself", function () {
  this.timeout(300_000);
  const ask = useOracle();

  for (const example of namedCases) {
    it(example.name, async () => {
      const { theirs, refused } = await compare(ask, example);
      assert.equal(refused, undefined);
      assert.deepEqual(theirs, example.findings.toSorted());
    });
  }

  it(`are the same as ours on ${GENERATED} generated files`, async () => {
    const differences: string[] = [];
    let compared = 0;
    let seed = 0;
    const work = async (): Promise<void> => {
      while (seed < GENERATED) {
        const own = seed++;
        const { refused, difference } = await compare(
          ask,
          own % 2 === 0 ? generateCase(own) : generateCorner(own),
        );
        if (refused === undefined) compared++;
        if (difference !== undefined) differences.push(`seed ${own}: ${difference}`);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    assert.deepEqual(differences, []);
    assert.ok(compared > GENERATED / 2, `BuildKit accepted ${compared} only`);
  });
});
