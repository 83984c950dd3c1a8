import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Rule } from '../../../server/lint/rule.ts';
import { rules } from '../../../server/lint/rules.ts';
import { lint } from '../../../server/lint/run.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';

/** Those that have a name. */
const RULES = new Map<string, readonly Rule[]>();

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
      // A third of them in each place: all of them come to three places.
      const commands = corners
        .filter(({ name, text }) => /^RUN [^<[\n-][^\n]*$/.test(text) && !WHOLE_LINE.has(name))
        .filter((_, index) => index % 3 === PLACES.indexOf(place) % 3);
      assert.ok(commands.length > 200);
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
  const own = RULES.get(name) ?? rules.filter(({ aliases }) => aliases.includes(name));
  RULES.set(name, own);
  const file = parseDockerfile(`${text}\n`);
  return lint({ file, model: buildModel(file) }, { preset: 'all', rules: own }).some(({ aliases }) =>
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
