import { readFileSync } from 'node:fs';
import { inProject } from './parts/project.ts';

interface Setting {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
  };
}

const START = '<!-- settings: written by `npm run docs` -->';
const END = '<!-- end of settings -->';

/** README.md with its table of settings as package.json has them. */
export function readmeWithSettings(readme: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md has no ${START} … ${END}`);
  return `${readme.slice(0, start)}${START}\n${settingsTable()}${readme.slice(end)}`;
}

function settingsTable(): string {
  const manifest: Manifest = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const words: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(inProject('package.nls.json'), 'utf8'),
  );
  const rows = manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties).map(([name, setting]) => {
      const said = words[setting.markdownDescription.replaceAll('%', '')] ?? setting.markdownDescription;
      // A link to another setting means something only in the editor that shows settings.
      const text = said.replace(/`#([^#`]+)#`/g, '`$1`').replaceAll('|', '\\|');
      return `| \`${name}\` | ${defaultOf(setting)} | ${text} |`;
    }),
  );
  return `| setting | default | what it does |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function defaultOf({ default: value, enum: choices }: Setting): string {
  const shown = value === '' ? 'empty' : `\`${JSON.stringify(value)}\``;
  const others = choices?.filter(choice => choice !== value && choice !== '') ?? [];
  return others.length === 0 ? shown : `${shown}; or ${others.map(other => `\`"${other}"\``).join(', ')}`;
}
