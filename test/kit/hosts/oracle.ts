import { before } from 'mocha';
import { type Oracle, type OracleAnswer, type OracleQuestion, openOracle } from '../../../scripts/oracle.ts';

export type { OracleAnswer, OracleQuestion, OracleWarning } from '../../../scripts/oracle.ts';

/** BuildKit itself, to compare with, for the tests of the enclosing `describe`. */
export function useOracle(): (question: OracleQuestion) => Promise<OracleAnswer> {
  let oracle: Oracle | undefined;
  before('BuildKit answers', async function () {
    this.timeout(900_000);
    oracle = await openOracle();
  });
  return question => {
    if (oracle === undefined) throw new Error('BuildKit was not started');
    return oracle(question);
  };
}
