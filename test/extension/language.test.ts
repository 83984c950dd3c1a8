import assert from 'node:assert/strict';
import {
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Hover,
  languages,
  MarkdownString,
  Position,
  Range,
  type TextEdit,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { eventually, newFile, sampleFile } from './kit.ts';

describe('Dockerfiles in the editor', () => {
  it('has an error at the exact span, gone once it is corrected', async () => {
    const document = await newFile('span/Dockerfile', 'FROM scratch\nCPOY a /b\n');
    const [problem] = await eventually('an error', () => {
      const found = languages.getDiagnostics(document.uri).filter(({ severity }) => severity === 0);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(problem?.range, new Range(1, 0, 1, 4));
    assert.equal(problem?.source, 'Strata');
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(1, 0, 1, 4), 'COPY');
    await workspace.applyEdit(edit);
    await eventually('no error', () =>
      languages.getDiagnostics(document.uri).every(({ severity }) => severity !== 0) ? true : undefined,
    );
  });

  it('explains what is under the mouse', async () => {
    const { uri } = await sampleFile('node/Dockerfile');
    const hovers = await eventually('a hover', async () => {
      const found = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        new Position(4, 2),
      );
      return found.length > 0 ? found : undefined;
    });
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map(content => (content instanceof MarkdownString ? content.value : String(content)))
      .join('\n');
    assert.match(text, /WORKDIR/);
    assert.match(text, /https:\/\//);
  });

  it('completes instructions, once each', async () => {
    const document = await newFile('complete/Dockerfile', 'FROM scratch\n\n');
    const list = await eventually('completions', async () => {
      const found = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new Position(1, 0),
      );
      return found.items.length > 0 ? found : undefined;
    });
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter(label => label === 'HEALTHCHECK').length, 1, labels.join(', '));
  });

  it('outlines a Dockerfile by stage', async () => {
    const { uri } = await sampleFile('node/Dockerfile');
    const symbols = await eventually('symbols', async () => {
      const found = await commands.executeCommand<DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      return found && found.length > 0 ? found : undefined;
    });
    const names = symbols.map(({ name }) => name);
    for (const stage of ['base', 'dependencies', 'final']) assert.ok(names.includes(stage), names.join(', '));
  });

  it('renames a stage wherever it is used', async () => {
    const document = await newFile(
      'rename/Dockerfile',
      'FROM scratch AS one\nFROM one AS two\nCOPY --from=one /a /a\n',
    );
    const edit = await eventually('a rename', () =>
      commands.executeCommand<WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        new Position(0, 17),
        'first',
      ),
    );
    const edits: readonly TextEdit[] = edit.get(document.uri);
    assert.deepEqual(edits.map(({ range }) => range.start.line).sort(), [0, 1, 2]);
  });

  it('outlives hostile files', async () => {
    await newFile('hostile-empty/Dockerfile', '');
    await newFile('hostile-line/Dockerfile', `FROM scratch\nRUN ${'a'.repeat(1_000_000)}\n`);
    await newFile(
      'hostile-big/Dockerfile',
      `FROM scratch\n${`RUN echo ${'x'.repeat(500)}\n`.repeat(20_000)}`,
    );
    // VS Code opens no file with NULs as text, but a document may hold them.
    await workspace.openTextDocument({ language: 'dockerfile', content: '\0'.repeat(10_000) });
    const document = await newFile('after/Dockerfile', 'FROM scratch\nCPOY a /b\n');
    await eventually('an error in the next file', () =>
      languages.getDiagnostics(document.uri).some(({ severity }) => severity === 0) ? true : undefined,
    );
  });
});

describe('.dockerignore in the editor', () => {
  it('tells of a pattern that Docker cannot read', async () => {
    const { uri } = await sampleFile('mistakes/.dockerignore');
    await eventually('a diagnostic on the second line', () =>
      languages.getDiagnostics(uri).some(({ range }) => range.start.line === 1) ? true : undefined,
    );
  });
});
