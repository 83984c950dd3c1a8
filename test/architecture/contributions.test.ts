import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  contextKeys,
  imagesPlaceholders,
  itemKinds,
  languages,
  settings,
  viewContainers,
  views,
} from '../../client/contributions.ts';
import { DEFAULT_LANGUAGE_SETTINGS } from '../../protocol/language.ts';
import { PRESETS } from '../../server/lint/configuration.ts';
import { ROOT } from './sources.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly languages: readonly { readonly id: string }[];
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
  };
}

interface Property {
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
const { contributes }: Manifest = JSON.parse(text);
const words: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'package.nls.json'), 'utf8'),
);
const properties = Object.assign(
  {},
  ...contributes.configuration.map(section => section.properties),
) as Readonly<Record<string, Property>>;
/** Every condition of menus, views and commands. */
const conditions = [...text.matchAll(/"(?:when|enablement)": ("(?:[^"\\]|\\.)*")/g)].map(([, condition]) =>
  String(JSON.parse(condition ?? '""')),
);

describe('package.json', () => {
  it('has the commands of client/contributions.ts', () => {
    same(
      contributes.commands.map(({ command }) => command),
      Object.values(commands),
    );
  });

  it('asks for known commands in menus and in welcome views', () => {
    const asked = [
      ...Object.values(contributes.menus).flatMap(items => items.flatMap(({ command }) => command ?? [])),
      ...Object.values(words).flatMap(value =>
        [...value.matchAll(/\(command:(strata\.\w+)/g)].map(([, id]) => id ?? ''),
      ),
    ];
    const known: readonly string[] = Object.values(commands);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter(command => !known.includes(command)),
      [],
    );
  });

  it('has the views and containers of client/contributions.ts', () => {
    const containers = Object.values(contributes.viewsContainers).flat();
    same(
      containers.map(({ id }) => id),
      Object.values(viewContainers),
    );
    same(Object.keys(contributes.views), Object.values(viewContainers));
    const ids = Object.values(contributes.views).flatMap(list => list.map(({ id }) => id));
    same(ids, Object.values(views));
    for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
  });

  it('has the languages of client/contributions.ts', () => {
    same(
      contributes.languages.map(({ id }) => id),
      Object.values(languages),
    );
  });

  it('has every setting that is read, and no other', () => {
    // Some are read by both.
    const read = new Set<string>([...Object.values(settings), ...Object.keys(languageSettings())]);
    same(Object.keys(properties), [...read]);
  });

  it('gives the settings of the language server the defaults of the protocol', () => {
    for (const [name, value] of Object.entries(languageSettings())) {
      assert.deepEqual(properties[name]?.default, value, name);
    }
    assert.deepEqual(properties['strata.lint.preset']?.enum, PRESETS);
  });

  it('asks for known context keys, placeholders, views, languages and kinds of items in its conditions', () => {
    const all = conditions.join('\n');
    const found = (pattern: RegExp) => [...new Set([...all.matchAll(pattern)].map(([, name]) => name ?? ''))];
    same(found(/(?<![\w.]|== )(strata\.\w+)/g), Object.values(contextKeys));
    within(found(/strata\.imagesPlaceholder == '([^']*)'/g), imagesPlaceholders);
    within(found(/\bview == (\S+)/g), Object.values(views));
    within(found(/\bresourceLangId == (\w+)/g), Object.values(languages));
    within(found(/\bviewItem == ([\w-]+)/g), Object.values(itemKinds));
    for (const pattern of found(/\bviewItem =~ \/(.*?)\/(?= |$)/gm)) {
      assert.ok(
        Object.values(itemKinds).some(kind => new RegExp(pattern).test(kind)),
        `no item is ${pattern}`,
      );
    }
  });

  it('has words for every placeholder of the image list', () => {
    const shown = contributes.viewsWelcome.map(welcome => JSON.stringify(welcome)).join('\n');
    for (const placeholder of imagesPlaceholders) {
      const condition = placeholder === 'untrusted' ? '!isWorkspaceTrusted' : `'${placeholder}'`;
      assert.ok(shown.includes(condition), placeholder);
    }
  });

  it('has its words in package.nls.json, each of which is used', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    same([...new Set(used)], Object.keys(words));
  });
});

/** `strata.lint.preset` and so on, with the protocol's defaults. */
function languageSettings(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(DEFAULT_LANGUAGE_SETTINGS).flatMap(([section, values]) =>
      Object.entries(values).map(([name, value]): [string, unknown] => [`strata.${section}.${name}`, value]),
    ),
  );
}

function same(actual: readonly string[], expected: readonly string[]): void {
  assert.deepEqual(actual.toSorted(), expected.toSorted());
}

function within(actual: readonly string[], known: readonly string[]): void {
  assert.ok(actual.length > 0, 'nothing was found to compare');
  assert.deepEqual(
    actual.filter(name => !known.includes(name)),
    [],
  );
}
