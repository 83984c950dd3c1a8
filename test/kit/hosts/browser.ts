import { after, before } from 'mocha';
import { type Browser, type BrowserOptions, openBrowser } from '../../../scripts/parts/chromium.ts';

/** A headless Chromium with a fresh profile for the tests of the enclosing `describe`. */
export function useBrowser(options: BrowserOptions = {}): () => Browser {
  let browser: Browser | undefined;
  before('Chromium opens', async function () {
    this.timeout(300_000);
    browser = await openBrowser(options);
  });
  after('Chromium closes', () => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('Chromium was not opened');
    return browser;
  };
}
