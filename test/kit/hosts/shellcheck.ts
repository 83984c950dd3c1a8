import { before } from 'mocha';
import { shellcheck } from '../../../scripts/parts/tools.ts';

/** Path of the real ShellCheck for the tests of the enclosing `describe`, installed when there is none. */
export function useShellcheck(): () => string {
  let path: string | undefined;
  before('ShellCheck is there', async function () {
    this.timeout(300_000);
    path = await shellcheck();
  });
  return () => {
    if (path === undefined) throw new Error('ShellCheck was not found');
    return path;
  };
}
