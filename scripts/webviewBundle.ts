import type { BuildOptions } from 'esbuild';

/** How the inspector's page is bundled, with its style sheet and icon font; tests bundle it elsewhere, the same way. */
export const webviewBundle = {
  bundle: true,
  platform: 'browser',
  target: 'chrome128',
  format: 'esm',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  entryPoints: { webview: 'webview/main.ts' },
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;
