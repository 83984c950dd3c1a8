import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Engine } from '../../client/engine/engine.ts';
import type { BuildEvent, BuildOutcome, BuildRequest, BuildStep } from '../../protocol/engine.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { type FileTree, useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

for (const name of ENGINE_NAMES) {
  describe(`builds on the ${name} engine`, function () {
    this.timeout(30_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    const tag = `strata-test/build-${process.pid}:${name}`;
    const built = new Set<string>();
    let engine: Engine;
    let count = 0;

    before(async () => {
      engine = await engineAt(`unix://${host().socket}`);
    });
    after(async () => {
      for (const reference of built) await engine.api.removeImage({ reference, force: true });
    });

    interface Seen {
      readonly outcome: BuildOutcome;
      readonly events: readonly BuildEvent[];
      /** In their latest state. */
      readonly steps: readonly BuildStep[];
      /** All output of steps whose name has the text in it. */
      output(step: string): string;
    }

    async function build(tree: FileTree, request: Partial<BuildRequest> = {}): Promise<Seen> {
      const contextPath = request.contextPath ?? (await folder(tree));
      const events: BuildEvent[] = [];
      const outcome = await engine.api.build(
        {
          buildId: `build-${process.pid}-${name}-${count++}`,
          contextPath,
          dockerfilePath: join(contextPath, 'Dockerfile'),
          tags: [],
          network: 'none',
          ...request,
        },
        { onProgress: event => events.push(event) },
      );
      if (outcome.ok) built.add(outcome.value.imageId);
      const steps = new Map<string, BuildStep>();
      for (const event of events) if (event.kind === 'step') steps.set(event.step.id, event.step);
      return {
        outcome,
        events,
        steps: [...steps.values()],
        output: text => {
          const ids = new Set(
            [...steps.values()].filter(step => step.name.includes(text)).map(({ id }) => id),
          );
          return events
            .map(event => (event.kind === 'log' && ids.has(event.step) ? event.text : ''))
            .join('');
        },
      };
    }

    const from = `FROM ${BASE_IMAGE}`;

    it('an image with its names, told step by step', async () => {
      const unique = `${process.pid}-${Date.now()}`;
      const dockerfile = `${from}\nCOPY a /a\nRUN echo out ${unique}; echo err >&2\n`;
      const { outcome, steps, events, output } = await build(
        { Dockerfile: dockerfile, a: 'x' },
        { tags: [tag, `${tag}-2`] },
      );
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.match(outcome.value.imageId, /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(outcome.value.tags, [tag, `${tag}-2`]);
      const list = await engine.api.listImages({});
      assert.ok(list.ok);
      const image = list.value.find(({ id }) => id === outcome.value.imageId);
      assert.deepEqual(image?.tags.toSorted(), [tag, `${tag}-2`]);

      const run = steps.find(step => step.name.startsWith('[3/3] RUN'));
      const copy = steps.find(step => step.name.startsWith('[2/3] COPY'));
      assert.ok(run?.started && run.completed && run.completed >= run.started && copy);
      assert.ok(run.inputs.includes(copy.id), 'the steps are a graph');
      assert.deepEqual([run.cached, run.error], [false, undefined]);
      assert.ok(steps.every(step => step.completed !== undefined));
      assert.deepEqual(output('RUN').split('\n').toSorted(), ['', 'err', `out ${unique}`]);
      const streams = events.flatMap(event =>
        event.kind === 'log' ? [`${event.stream} ${event.text.trim()}`] : [],
      );
      assert.ok(streams.includes('2 err'), streams.join());
      const context = events.filter(event => event.kind === 'context');
      assert.deepEqual(context.at(-1), {
        kind: 'context',
        files: 2,
        bytes: dockerfile.length + 1,
        done: true,
      });
    });

    it('what was built before comes from the cache, unless that is not wanted', async () => {
      const tree = { Dockerfile: `${from}\nRUN echo cached ${process.pid}\n` };
      const contextPath = await folder(tree);
      const runStep = ({ steps }: Seen) => steps.find(step => step.name.startsWith('[2/2] RUN'));
      assert.equal(runStep(await build({}, { contextPath }))?.cached, false);
      const again = await build({}, { contextPath });
      assert.equal(runStep(again)?.cached, true);
      assert.equal(again.output('RUN'), '');
      const fresh = await build({}, { contextPath, noCache: true });
      assert.equal(runStep(fresh)?.cached, false);
      assert.ok(again.outcome.ok && fresh.outcome.ok);
    });

    it('stages, arguments and target', async () => {
      const tree = {
        Dockerfile: [
          `${from} AS base`,
          'ARG WHO=nobody',
          'RUN echo "for $WHO" > /who',
          `${from} AS wanted`,
          'COPY --from=base /who /who',
          'RUN cat /who',
          'FROM wanted',
          'RUN exit 7',
        ].join('\n'),
      };
      const { outcome, output, steps } = await build(tree, {
        target: 'wanted',
        buildArgs: { WHO: 'Zoë & "co"' },
        noCache: true,
      });
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.equal(output('RUN cat'), 'for Zoë & "co"\n');
      assert.ok(!steps.some(step => step.name.includes('exit 7')));
    });

    it('output in all alphabets, also when a character comes in two pieces', async () => {
      const tree = {
        Dockerfile: `${from}\nRUN printf 'жук \\342'; sleep 0.5; printf '\\230'; sleep 0.5; printf '\\203 é\\n'\n`,
      };
      const { outcome, output } = await build(tree, { noCache: true });
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.equal(output('RUN'), 'жук ☃ é\n');
    });

    it('much output arrives whole and in order', async () => {
      const { output } = await build({ Dockerfile: `${from}\nRUN seq 1 20000\n` }, { noCache: true });
      const lines = output('RUN').trimEnd().split('\n');
      assert.equal(lines.length, 20_000);
      assert.ok(lines.every((line, index) => line === String(index + 1)));
    });

    it('the context: ignored files, links, modes and empty folders as Docker sends them', async () => {
      const tree: FileTree = {
        Dockerfile: `${from}\nCOPY . /context/\nRUN cd /context && find . -exec stat -c '%n %F %a %u:%g' {} + | sort\nRUN readlink /context/link; readlink /context/out\n`,
        '.dockerignore': '*.log\nnode_modules\nDockerfile\nsecret/*\n!secret/open\n',
        'app.ts': 'x',
        'app.log': 'x',
        'node_modules/a/b.js': 'x',
        'secret/key': 'x',
        'secret/open': 'x',
        'tool.sh': { mode: 0o755, text: '#!/bin/sh' },
        'private/': { mode: 0o700 },
        link: { link: 'app.ts' },
        out: { link: '/etc/passwd' },
        'снег/☃': 'x',
      };
      const { outcome, output } = await build(tree, { noCache: true });
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.deepEqual(
        output('find').trimEnd().split('\n').toSorted(),
        [
          '. directory 755 0:0',
          './.dockerignore regular file 644 0:0',
          './app.ts regular file 644 0:0',
          './link symbolic link 777 0:0',
          './out symbolic link 777 0:0',
          './private directory 700 0:0',
          './secret directory 755 0:0',
          './secret/open regular file 644 0:0',
          './tool.sh regular file 755 0:0',
          './снег directory 755 0:0',
          './снег/☃ regular file 644 0:0',
        ].toSorted(),
      );
      assert.equal(output('readlink'), 'app.ts\n/etc/passwd\n');
    });

    it('a Dockerfile outside the context', async () => {
      const outside = await folder({ 'My.Dockerfile': `${from}\nCOPY a /a\nRUN cat /a\n` });
      const { outcome, output } = await build(
        { a: 'from the context' },
        { dockerfilePath: join(outside, 'My.Dockerfile'), noCache: true },
      );
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.equal(output('RUN cat'), 'from the context');
    });

    it('a name that is none is refused before anything is sent', async () => {
      const { outcome, steps } = await build({ Dockerfile: from }, { tags: ['No Name'] });
      assert.ok(!outcome.ok);
      assert.equal(outcome.failure.code, 'build-failed');
      assert.match(outcome.failure.detail ?? '', /invalid reference format/);
      assert.deepEqual(steps, []);
    });

    it('files that are not there', async () => {
      const contextPath = await folder({ a: '' });
      const noDockerfile = await build({}, { contextPath });
      assert.ok(!noDockerfile.outcome.ok);
      assert.deepEqual(noDockerfile.outcome.failure.args, { path: join(contextPath, 'Dockerfile') });
      const { outcome } = await build(
        {},
        {
          contextPath: join(contextPath, 'none'),
          dockerfilePath: join(await folder({ Dockerfile: from }), 'Dockerfile'),
        },
      );
      assert.ok(!outcome.ok);
      assert.deepEqual(
        [outcome.failure.code, outcome.failure.args],
        ['file-unreadable', { path: join(contextPath, 'none') }],
      );
    });

    describe('failures and their place', () => {
      /** The file's own lines that the failure names, the engine's words, and the end of the output. */
      async function failing(dockerfile: string, request: Partial<BuildRequest> = {}) {
        const { outcome, steps } = await build({ Dockerfile: dockerfile }, request);
        assert.ok(!outcome.ok, 'it must fail');
        assert.equal(outcome.failure.code, 'build-failed');
        const { lines, step, output } = outcome.place ?? { lines: undefined, step: undefined, output: [] };
        const text =
          lines &&
          dockerfile
            .split('\n')
            .slice(lines.first, lines.last + 1)
            .join('\n');
        return {
          text,
          words: outcome.failure.detail ?? '',
          output,
          step: steps.find(({ id }) => id === step),
        };
      }

      it('a command that fails', async () => {
        const command = 'RUN echo one && \\\n    echo two >&2 && \\\n    exit 3';
        const { text, words, output, step } = await failing(`# about\n${from}\n\n${command}\nRUN true\n`);
        assert.equal(text, command);
        assert.match(words, /exit code: 3$/);
        assert.deepEqual(output.toSorted(), ['one', 'two']);
        assert.ok(step?.error);
      });

      it('a command of a stage that others wait for', async () => {
        const dockerfile = [
          `${from} AS left`,
          'RUN sleep 20',
          `${from} AS right`,
          'WORKDIR /w',
          'ENV A=1',
          'RUN echo right; false',
          'FROM scratch',
          'COPY --from=left /etc /l',
          'COPY --from=right /etc /r',
        ].join('\n');
        const begun = Date.now();
        const { text, output } = await failing(dockerfile);
        assert.equal(text, 'RUN echo right; false');
        assert.deepEqual(output, ['right']);
        assert.ok(Date.now() - begun < 15_000, 'the other stage was stopped');
      });

      it('a source that is not there', async () => {
        const dockerfile = `${from} AS a\nRUN true\n${from}\nRUN true\nCOPY nowhere /x\n`;
        const { text, words } = await failing(dockerfile);
        assert.equal(text, 'COPY nowhere /x');
        assert.match(words, /"\/nowhere".*not found/);
        const inStage = await failing(`${from} AS a\nRUN true\nFROM scratch\nCOPY --from=a /none /x\n`);
        assert.equal(inStage.text, 'COPY --from=a /none /x');
      });

      it('an instruction that does not exist, and a bad flag', async () => {
        const unknown = await failing(`${from}\n\nCPOY a b\n`);
        assert.equal(unknown.text, 'CPOY a b');
        assert.match(unknown.words, /unknown instruction: CPOY/i);
        const flag = await failing(`${from}\nRUN --wat=1 \\\n  true\n`);
        assert.equal(flag.text, 'RUN --wat=1 \\\n  true');
      });

      it('a target that does not exist has no place', async () => {
        const { text, words } = await failing(`${from} AS a\n`, { target: 'zzz' });
        assert.equal(text, undefined);
        assert.match(words, /target stage "?zzz"? could not be found/);
      });

      it('a base image that cannot be had', async () => {
        const dockerfile = `${from} AS a\nFROM nowhere.invalid/some/image:1 AS b\nCOPY --from=a /etc /x\n`;
        const { text, words } = await failing(dockerfile);
        assert.equal(text, 'FROM nowhere.invalid/some/image:1 AS b');
        assert.match(words, /nowhere\.invalid/);
        const copied = await failing(`FROM scratch\nCOPY --from=nowhere.invalid/other /a /b\n`);
        assert.equal(copied.text, 'COPY --from=nowhere.invalid/other /a /b');
      });

      it('a base image that is wanted afresh, or for a platform that does not exist', async () => {
        const pulled = await failing(`${from}\n`, { pull: true });
        assert.equal(pulled.text, from);
        const { words } = await failing(`${from}\n`, { platform: 'no/such/platform/at/all' });
        assert.match(words, /platform/);
      });

      it('a frontend that cannot be had', async () => {
        const { text } = await failing(`# syntax=nowhere.invalid/frontend:1\n${from}\n`);
        assert.equal(text, '# syntax=nowhere.invalid/frontend:1');
      });

      it('a file without instructions', async () => {
        const { words } = await failing('\n# nothing\n');
        assert.match(words, /empty|no build stage|no instructions/);
      });

      it('triggers of a base image are the business of FROM', async () => {
        const base = `strata-test/onbuild-${process.pid}:${name}`;
        const made = await build(
          { Dockerfile: `${from}\nONBUILD RUN true\nONBUILD RUN exit 5\n` },
          { tags: [base] },
        );
        assert.ok(made.outcome.ok, JSON.stringify(made.outcome));
        const trigger = await failing(`FROM ${base}\nRUN true\n`);
        assert.equal(trigger.text, `FROM ${base}`);
        const fine = `strata-test/onbuild-${process.pid}:${name}-fine`;
        assert.ok((await build({ Dockerfile: `${from}\nONBUILD RUN true\n` }, { tags: [fine] })).outcome.ok);
        const own = await failing(`FROM ${fine}\nRUN echo own\nRUN exit 6\n`);
        assert.equal(own.text, 'RUN exit 6');
      });
    });

    it('warnings of newer engines have their line', async () => {
      const { events, outcome } = await build({
        Dockerfile: `${from}\nENV A=1\nWORKDIR relative\nCMD true\n`,
      });
      assert.ok(outcome.ok);
      const warnings = events.filter(event => event.kind === 'warning');
      if (Number(host().apiVersion.split('.')[1]) < 46) assert.deepEqual(warnings, []);
      else {
        const found = warnings.find(({ message }) => message.includes('WorkdirRelativePath'));
        assert.equal(found?.line, 2);
        assert.match(found?.url ?? '', /^https:/);
      }
    });
  });
}
