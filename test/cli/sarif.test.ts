import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

const require = createRequire(import.meta.url);
const read = (module: string): object => JSON.parse(readFileSync(require.resolve(module), 'utf8'));

/** What the official schema has against a log. */
function problemsOf(log: unknown): readonly string[] {
  const ajv = new Ajv({ schemaId: 'auto', validateSchema: false, allErrors: true });
  ajv.addMetaSchema(read('ajv/lib/refs/json-schema-draft-04.json'));
  const validate = ajv.compile(read('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
  validate(log);
  return (validate.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`);
}

describe('the SARIF of strata lint', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder();
  });
  afterEach(() => folder.dispose());

  const lint = async (...args: readonly string[]) =>
    JSON.parse((await folder.run(['lint', '--format', 'sarif', ...args])).stdout);

  it('is valid, whatever was found', async () => {
    folder.write('Dockerfile', 'from a as B\nWORKDIR c d\n\nNOPE\nCMD e\nCMD f\nRUN cd x && y\n');
    folder.write('odd name é#%/Dockerfile', 'FROM a:1 as b\n');
    const log = await lint('--preset', 'all', '.');
    assert.deepEqual(problemsOf(log), []);
    const [run] = log.runs;
    assert.ok(run.results.length > 5);
    assert.ok(run.results.some(({ relatedLocations }: { relatedLocations?: object }) => relatedLocations));
    assert.deepEqual(
      run.artifacts.map(({ location }: { location: { uri: string } }) => location.uri),
      ['Dockerfile', 'odd%20name%20%C3%A9%23%25/Dockerfile'],
    );
  });

  it('is valid for nothing at all, and for what cannot be read', async () => {
    folder.write('Dockerfile', 'FROM a:1\n');
    assert.deepEqual(problemsOf(await lint('Dockerfile')), []);
    const { code, stdout } = await folder.run(['lint', '--format', 'sarif', 'missing']);
    assert.equal(code, 2);
    const log = JSON.parse(stdout);
    assert.deepEqual(problemsOf(log), []);
    const [{ invocations }] = log.runs;
    assert.equal(invocations[0].executionSuccessful, false);
  });

  it('would be told to be wrong', () => {
    assert.notDeepEqual(problemsOf({ version: '2.1.0', runs: [{ tool: {} }] }), []);
    assert.notDeepEqual(problemsOf({ version: '2.0.0', runs: [] }), []);
  });

  it('has results that code scanning follows across commits', async () => {
    const text = 'FROM a:1 as b\nFROM c:1 as d\n';
    folder.write('Dockerfile', text);
    const prints = async (): Promise<readonly string[]> =>
      (await lint('Dockerfile')).runs[0].results.map(
        ({ partialFingerprints }: { partialFingerprints: Readonly<Record<string, string>> }) =>
          Object.values(partialFingerprints).join(),
      );
    const before = await prints();
    assert.equal(new Set(before).size, before.length);
    folder.write('Dockerfile', `# a line more\n\n${text}`);
    assert.deepEqual(await prints(), before);
  });
});
