import assert from 'node:assert/strict';
import { after, afterEach, before } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import type { CompareHost } from '../../protocol/compare.ts';
import type { InspectorHost } from '../../protocol/inspector.ts';
import {
  type InspectorKit,
  type OpenInspector,
  type OpenOptions,
  startInspectorKit,
} from './inspectorPage.ts';

/**
 * A browser for the tests of the enclosing `describe`. The answer opens a page; after each test the last one is
 * closed, and none may have had an error.
 */
export function useInspector(): (
  host: InspectorHost | CompareHost,
  options?: OpenOptions,
) => Promise<OpenInspector> {
  let kit: InspectorKit | undefined;
  let inspector: OpenInspector | undefined;
  before(async () => {
    kit = await startInspectorKit();
  });
  after(() => kit?.dispose());
  afterEach(async () => {
    const problems = inspector?.problems ?? [];
    await inspector?.close();
    inspector = undefined;
    assert.deepEqual(problems, [], 'errors of the page');
  });
  return async (host, options) => {
    if (!kit) throw new Error('no browser was started');
    inspector = await kit.open(host, options);
    return inspector;
  };
}

/** As a person reads it: hidden text is none. */
// biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count.
export const visibleText = async (locator: Locator): Promise<string> => (await locator.innerText()).trim();

/** The parts of a page that tests ask for most. */
export function pageParts(page: Page) {
  return {
    layer: (text: string) => page.locator('.layer', { hasText: text }),
    row: (name: string) =>
      page.locator('.row[role=treeitem]', { has: page.getByText(name, { exact: true }) }),
    rows: () => page.locator('.row[role=treeitem] .name').allInnerTexts(),
    active: () => visibleText(page.locator('.row.active .name')),
  };
}
