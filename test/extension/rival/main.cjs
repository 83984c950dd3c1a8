// Shows what other extensions for Dockerfiles show, in files below a folder `side-by-side`.
const vscode = require('vscode');

const FINDINGS = [
  { text: 'WORKDIR app', source: 'docker-language-server', code: 'WorkdirRelativePath', severity: 1 },
  { text: 'MAINTAINER', source: 'dockerfile-utils', code: 45, severity: 1 },
  { text: 'NOPE', source: 'dockerfile-utils', code: 38, severity: 0 },
  { text: 'sudo', source: 'hadolint', code: 'DL3004', severity: 1 },
];

exports.activate = context => {
  const shown = vscode.languages.createDiagnosticCollection('rival');
  const show = document => {
    if (!document.uri.path.includes('/side-by-side/')) return;
    const found = FINDINGS.flatMap(({ text, source, code, severity }) => {
      const at = document.getText().indexOf(text);
      if (at < 0) return [];
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
      const diagnostic = new vscode.Diagnostic(range, `said by ${source}`, severity);
      return [Object.assign(diagnostic, { source, code })];
    });
    shown.set(document.uri, found);
  };
  vscode.workspace.textDocuments.forEach(show);
  context.subscriptions.push(
    shown,
    vscode.workspace.onDidOpenTextDocument(show),
    vscode.workspace.onDidChangeTextDocument(({ document }) => show(document)),
    vscode.commands.registerCommand('rival.clear', () => shown.clear()),
  );
};
