import type { CompareInit } from '../../protocol/compare.ts';
import type { InspectorInit } from '../../protocol/inspector.ts';

/** The page of the inspector. Addresses are those of the webview; `nonce` is new for each page. */
export function inspectorHtml(page: {
  readonly script: string;
  readonly style: string;
  /** Where styles and fonts may come from, as `Webview.cspSource`. */
  readonly source: string;
  readonly nonce: string;
  /** Of the page; the panel's own is set apart. */
  readonly title: string;
  readonly init: InspectorInit | CompareInit;
}): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.source}`,
    `font-src ${page.source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(page.init.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(page.title)}</title>
<link rel="stylesheet" href="${attribute(page.style)}" id="vscode-codicon-stylesheet">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="init">${json(page.init)}</script>
<script type="module" nonce="${attribute(page.nonce)}" src="${attribute(page.script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
}

/** JSON that cannot end the element it stands in. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
