import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

interface Corner {
  readonly name: string;
  readonly isCaught: boolean;
  readonly text: string;
}

describe("Corners of hadolint's rules", () => {
  const corners = readCorners(readFileSync(new URL('hadolintCorners.txt', import.meta.url), 'utf8'));
  for (const name of new Set(corners.map(corner => corner.name))) {
    it(`${name}: caught and not caught as its page says`, () => {
      const own = corners.filter(corner => corner.name === name);
      assert.ok(own.length > 10);
      assert.deepEqual(
        own.filter(({ text, isCaught }) => catches(name, text) !== isCaught),
        [],
      );
    });
  }

  /** What runs a command does not change what is wrong with it. */
  const PLACES: readonly ((command: string) => string)[] = [
    command => `ONBUILD RUN ${command}`,
    command => `FROM a:1\nRUN set -eux; ${command}`,
    command => `RUN true && ${command}`,
    command => `FROM a:1\nRUN <<-"END"\n\tset -e\n\t${command}\n\tEND`,
    command => `RUN if x; then ${command}; fi`,
    command => `RUN --mount=type=bind,target=/q ${command}`,
    command => `RUN \\\n  # why\n  ${command}`,
    command => `# escape=\`\nFROM a:1\nRUN ${command}`,
    command => `FROM a:1\r\nRUN ${command}\r\n`,
    command => `RUN f() { ${command}; }; f`,
  ];
  for (const place of PLACES) {
    it(`a command is judged alike in ${JSON.stringify(place('…'))}`, () => {
      const commands = corners.filter(
        ({ name, text }) => /^RUN [^<[\n-][^\n]*$/.test(text) && !WHOLE_LINE.has(name),
      );
      assert.ok(commands.length > 500);
      assert.deepEqual(
        commands.filter(({ name, text, isCaught }) => catches(name, place(text.slice(4))) !== isCaught),
        [],
      );
    });
  }

  /** They are about instructions, not commands. */
  const WHOLE_LINE: ReadonlySet<string> = new Set([
    'DL1001',
    'DL3025',
    'DL3029',
    'DL3059',
    'DL3061',
    'DL4000',
  ]);
});

function catches(name: string, text: string): boolean {
  const file = parseDockerfile(`${text}\n`);
  return lint({ file, model: buildModel(file) }, { only: new Set([name]) }).some(({ aliases }) =>
    aliases.includes(name),
  );
}

function readCorners(text: string): readonly Corner[] {
  let name = '';
  const corners: Corner[] = [];
  for (const line of text.split('\n').slice(1)) {
    if (/^DL\d{4}$/.test(line)) name = line;
    const [, sign, fragment] = /^([+-]) (.*)$/.exec(line) ?? [];
    if (fragment !== undefined) {
      corners.push({ name, isCaught: sign === '+', text: fragment.replaceAll('↵', '\n') });
    }
  }
  return corners;
}
