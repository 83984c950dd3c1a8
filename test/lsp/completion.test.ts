import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList } from 'vscode-languageserver';
import { TestServer } from './kit.ts';

describe('completion on the wire', function () {
  this.timeout(60_000);
  const uri = 'file:///completion/Dockerfile';

  async function complete(
    lines: readonly string[],
    labelDetailsSupport: boolean,
  ): Promise<readonly CompletionItem[]> {
    const { server } = await TestServer.start({
      textDocument: { completion: { completionItem: { snippetSupport: true, labelDetailsSupport } } },
    });
    await server.open(uri, `${lines.join('\n')}\n`);
    const last = lines.length - 1;
    const found = await server.at<CompletionItem[] | CompletionList>(
      'textDocument/completion',
      uri,
      last,
      lines[last]?.length ?? 0,
    );
    assert.equal(await server.stop(), 0);
    return Array.isArray(found) ? found : found.items;
  }

  it('says each thing once: beside the label or in the documentation', async () => {
    const rules = await complete(['FROM a:1', '# hadolint ignore='], true);
    const rule = rules.find(({ label }) => label === 'DL3008');
    assert.match(rule?.labelDetails?.description ?? '', /apt-get/);
    assert.equal(rule?.detail, undefined);
    const mounts = await complete(['FROM a:1', 'RUN --mount='], true);
    assert.equal(mounts.find(({ label }) => label === 'type=cache')?.detail, undefined);
    const plain = await complete(['FROM a:1', 'RUN --mount='], false);
    assert.match(plain.find(({ label }) => label === 'type=cache')?.detail ?? '', /kept between builds/);
  });

  it('puts in the line ends of the file', async () => {
    const found = await complete(['FROM a:1\r', 'RUN <<'], true);
    const edit = found.find(({ label }) => label === 'EOF')?.textEdit;
    assert.equal(edit?.newText, 'EOF\r\n$0\r\nEOF');
    const [first] = (await complete(['FROM a:1\r', 'RUN $'], true)).filter(item => item.additionalTextEdits);
    assert.match(first?.additionalTextEdits?.[0]?.newText ?? '', /^ARG \w+\r\n$/);
  });

  it('brings the ARG of a variable along as an edit of its own', async () => {
    const found = await complete(['FROM a:1', 'RUN x', 'RUN echo $'], true);
    const item = found.find(({ label }) => label === 'TARGETARCH');
    assert.deepEqual(item?.additionalTextEdits, [
      {
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } },
        newText: 'ARG TARGETARCH\n',
      },
    ]);
    assert.equal(item?.detail, '+ ARG TARGETARCH');
  });
});
