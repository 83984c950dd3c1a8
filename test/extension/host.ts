import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * Runs the test files inside the extension host and reports into the file that STRATA_TEST_REPORT names: the
 * host's own console is not the one of whoever started it. Rejects when a test failed or none ran.
 */
export async function runInHost(files: readonly (() => Promise<unknown>)[]): Promise<void> {
  const report = process.env.STRATA_TEST_REPORT;
  const print = (...args: readonly unknown[]): void => {
    if (report === undefined) console.log(...args);
    else appendFileSync(report, `${format(...args)}\n`);
  };
  Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: 60_000,
    forbidOnly: true,
    forbidPending: true,
  });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, 'host', mocha);
  try {
    for (const load of files) await load();
  } catch (error) {
    print(error);
    throw error;
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run(failures => {
      const ran = runner.stats?.tests ?? 0;
      if (failures > 0) reject(new Error(`${failures} of ${ran} tests failed`));
      else if (ran === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
