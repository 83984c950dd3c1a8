import { below, pick, type Random } from './imageRandom.ts';

/** What a builder can do beyond the oldest one. */
export interface GeneratorOptions {
  /** Here-documents, `--link`, `--mount`. */
  readonly modern: boolean;
  /** BuildKit of any age: flags that the first builder refuses. */
  readonly buildkit: boolean;
  readonly base: string;
  /** An image with triggers. */
  readonly triggers: string;
}

/** One instruction and the name that only the files it writes have in their path; undefined when it writes none. */
export interface GeneratedInstruction {
  readonly text: string;
  readonly mark: string | undefined;
  /** Index of its stage; -1 before the first. */
  readonly stage: number;
}

export interface GeneratedDockerfile {
  readonly instructions: readonly GeneratedInstruction[];
  readonly stages: readonly { readonly name: string | undefined; readonly from: number | undefined }[];
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Stage that is built, by index; undefined for the last. */
  readonly target: number | undefined;
  readonly eol: string;
}

/** Files of the build context. */
export const GENERATOR_CONTEXT: Readonly<Record<string, string>> = {
  a: 'a\n',
  b: 'b\n',
  'dir/c': 'c\n',
  'dir/sub/d': 'd\n',
  ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`x${index}.txt`, `${index}\n`])),
};

export const textOf = ({ instructions, eol }: GeneratedDockerfile): string =>
  instructions.map(({ text }) => text.replaceAll('\n', eol) + eol).join('');

/** A random Dockerfile that builds, and whose every instruction writes files of its own. */
export function generateDockerfile(random: Random, options: GeneratorOptions): GeneratedDockerfile {
  const chance = (share: number): boolean => random() < share;
  const instructions: GeneratedInstruction[] = [];
  const stages: { name: string | undefined; from: number | undefined; files: string[] }[] = [];
  const buildArguments: Record<string, string> = {};
  const eol = chance(0.05) ? '\r\n' : '\n';
  const modern = options.modern && eol === '\n';
  let next = 0;
  let variables: string[] = [];
  const values = new Map<string, string>();
  const add = (text: string, mark?: string): void => {
    instructions.push({ text: dressed(text, random), mark, stage: stages.length - 1 });
  };

  if (chance(0.3)) add(`ARG GLOBAL=g${next++}`);
  const count = 1 + (chance(0.5) ? below(random, 4) : 0);
  for (let index = 0; index < count; index++) startStage(index);

  function startStage(index: number): void {
    const earlier = stages
      .map((stage, at) => ({ stage, at }))
      .filter(({ stage }) => stage.name !== undefined);
    const from =
      earlier.length > 0 && chance(0.35) ? pick(random, earlier as [(typeof earlier)[0]]) : undefined;
    const name = chance(0.8) ? `stage${index}` : undefined;
    const base = from ? from.stage.name : chance(0.15) ? options.triggers : options.base;
    stages.push({ name, from: from?.at, files: from ? [...from.stage.files] : [] });
    if (!from) variables = [];
    add(`FROM ${base}${name === undefined ? '' : ` AS ${name}`}`);
    const length = below(random, 9) + (index === count - 1 ? 2 : 0);
    for (let made = 0; made < length; made++) instruction(index);
  }

  function instruction(stage: number): void {
    if (chance(0.35)) configure();
    else if (chance(0.45)) run(stage);
    else if (chance(0.8)) copy(stage);
    else workdir();
  }

  function run(stage: number): void {
    const id = next++;
    const mark = `m${id}`;
    stages[stage]?.files.push(`/${mark}`);
    const used = variables.length > 0 && chance(0.3) ? ` $${pick(random, variables as [string])}` : '';
    const forms: (() => void)[] = [
      () => add(`RUN echo ${id}${used} > /${mark}`, mark),
      () =>
        add(`RUN echo one${used} >/${mark} && \\\n    # a comment\n    echo "two  words" >> /${mark}`, mark),
      () => add(`RUN ["/bin/sh", "-c", "echo ${id} > /${mark}"]`, mark),
      () => add(`RUN set -e; for i in 1 2; do echo $i >> /${mark}; done`, mark),
      () => {
        // Twice the same: only the order tells them apart.
        const text = `RUN date >> /${mark}; echo ${id} >> /${mark}`;
        add(text, mark);
        if (chance(0.5)) configure();
        add(text, mark);
      },
      () => {
        add('RUN true');
        stages[stage]?.files.pop();
      },
    ];
    if (modern) {
      forms.push(
        () => add(`RUN <<EOF\necho ${id} > /${mark}\n  echo "$HOME" x\nEOF`, mark),
        () => add(`RUN <<-EOF\n\techo ${id} > /${mark}\n\tEOF`, mark),
        () => add(`RUN <<'EOF' sh -e\necho ${id}${used} > /${mark}\nEOF`, mark),
        () => add(`RUN <<SCRIPT\n#!/bin/sh\necho ${id} > /${mark}\nSCRIPT`, mark),
        () => add(`RUN cat <<A >/${mark} && cat <<B >>/${mark}\n${id}\nA\nother\nB`, mark),
        () => add(`RUN --mount=type=cache,target=/cache --network=none echo ${id} > /${mark}`, mark),
        () => add(`RUN --mount=type=bind,target=/context cp /context/a /${mark}`, mark),
        () =>
          add(
            `RUN --mount=type=tmpfs,target=/t \\\n --mount=type=cache,target=/c cp /etc/group /${mark}`,
            mark,
          ),
      );
    }
    (forms[below(random, forms.length)] ?? forms[0])?.();
  }

  function copy(stage: number): void {
    const id = next++;
    const mark = `m${id}`;
    const keyword = chance(0.3) ? 'ADD' : 'COPY';
    const variable = variables.length > 0 ? pick(random, variables as [string]) : undefined;
    const others = stages.flatMap(({ name, files }, at) =>
      at < stage && files.length > 0 ? [{ reference: name ?? String(at), files }] : [],
    );
    const forms: (() => void)[] = [
      () => add(`${keyword} a /${mark}`, mark),
      () => add(`${keyword} a b ./${mark}/`, mark),
      () => add(`${keyword} dir /deep/${mark}`, mark),
      () => add(`${keyword} ["a", "/${mark}"]`, mark),
      () => add(`COPY --chown=1:1 b /${mark}`, mark),
      () => add(`${keyword} x*.txt \\\n  /${mark}/`, mark),
      // One folder for many: the builder before BuildKit writes only that down.
      () => {
        const free = id % 10;
        if (!instructions.some(one => one.mark === `x${free}.txt`))
          add(`COPY x${free}.txt /same/`, `x${free}.txt`);
      },
    ];
    if (variable !== undefined) {
      forms.push(
        () => add(`COPY a /${mark}/$${variable}`, mark),
        () => add(`COPY a "/${mark}/\${${variable}:-none}x"`, mark),
      );
    }
    if (others.length > 0) {
      const other = pick(random, others as [(typeof others)[0]]);
      const file = pick(random, other.files as [string]);
      forms.push(
        () => add(`COPY --from=${other.reference} ${file} /copied/${mark}`, mark),
        () => add(`COPY --from=${other.reference} ${file} /copied/${mark}`, mark),
      );
    }
    if (options.buildkit) forms.push(() => add(`COPY --chmod=755 a /${mark}`, mark));
    if (modern) {
      forms.push(
        () => add(`COPY --link a /${mark}`, mark),
        () => add(`COPY --link --chmod=644 dir /${mark}/`, mark),
        () => add(`COPY --exclude=c dir /deep/${mark}`, mark),
        () => add(`ADD --link --chown=2:3 ["a", "dir/c", "/${mark}/"]`, mark),
        () => add(`COPY <<EOF /${mark}\ntext ${id}\nEOF`, mark),
        () => add(`COPY a <<ONE <<"TWO" /${mark}/\n1\nONE\n$2\nTWO`, mark),
      );
    }
    (forms[below(random, forms.length)] ?? forms[0])?.();
  }

  function workdir(): void {
    const mark = `m${next++}`;
    if (chance(0.6)) add(`WORKDIR /srv/${mark}`, mark);
    else if (chance(0.5)) add(`WORKDIR ${mark}`, mark);
    else add(pick(random, ['WORKDIR /', 'WORKDIR /tmp']));
  }

  function configure(): void {
    const id = next++;
    const name = `V${id}`;
    const declare = (value: string): void => {
      variables.push(name);
      values.set(name, value);
    };
    const forms: readonly (() => void)[] = [
      () => {
        add(`ENV ${name}=v${id} OTHER="two words"`);
        declare(`v${id}`);
      },
      () => {
        add(`ENV ${name} v${id}`);
        declare(`v${id}`);
      },
      () => {
        add(`ARG ${name}=d${id}`);
        declare(`d${id}`);
        if (chance(0.5)) buildArguments[name] = `given${id}`;
      },
      () => {
        add(`ARG ${name}`);
        buildArguments[name] = `only given ${id}`.replaceAll(' ', chance(0.5) ? ' ' : '-');
      },
      () => add(`LABEL key${id}="a value" other=1`),
      () => add(`LABEL "key ${id}"='a "quoted" value' \\\n    # why\n    more=\\$1`),
      () => {
        add(`ENV ${name}=v${id} \\\n\n    MORE=$HOME/x LAST='$${name}'`);
        declare(`v${id}`);
      },
      () => add(`EXPOSE ${1000 + id} ${2000 + id}/udp`),
      () => add(`VOLUME /volume${id} /volume${id}b`),
      () => add('USER root'),
      () => add(`CMD echo ${id} "x"`),
      () => add(`CMD ["echo", "${id}"]`),
      () => add(`ENTRYPOINT ["/bin/sh", "-c", "echo ${id}"]`),
      () => add('HEALTHCHECK --interval=5s CMD true'),
      () => add('HEALTHCHECK NONE'),
      () => add('STOPSIGNAL SIGINT'),
      () => add(`SHELL ["/bin/sh", "-${pick(random, ['c', 'ec', 'xc'])}"]`),
      () => add(`ONBUILD RUN echo ${id} > /trigger${id}`),
      () => add(`MAINTAINER me${id}`),
    ];
    (forms[below(random, forms.length)] ?? forms[0])?.();
  }

  const target = stages.length > 1 && chance(0.2) ? below(random, stages.length) : undefined;
  const isNamed = target === undefined || stages[target]?.name !== undefined;
  return { instructions, stages, buildArguments, target: isNamed ? target : undefined, eol };
}

/** The same instruction in other clothes: case and blanks. */
function dressed(text: string, random: Random): string {
  const cased = random() < 0.1 ? text.replace(/^[A-Z]+/, keyword => keyword.toLowerCase()) : text;
  return random() < 0.1 && !text.includes('<<') ? `  ${cased.replace(' ', '  ')}` : cased;
}

/** The file after somebody worked on it: instructions gone, new ones, others worded anew; marks go with them. */
export function edited(file: GeneratedDockerfile, random: Random): GeneratedDockerfile {
  const instructions = file.instructions.flatMap((one, index): GeneratedInstruction[] => {
    if (/^\s*(?:from|arg global)/i.test(one.text) || random() > 0.25) return [one];
    switch (below(random, 4)) {
      case 0:
        return [];
      case 1:
        return [one, { text: `RUN echo new${index} > /new${index}`, mark: `new${index}`, stage: one.stage }];
      case 2:
        return [{ text: `ENV NEW${index}=1`, mark: undefined, stage: one.stage }, one];
      default:
        return one.mark === undefined
          ? [one]
          : [
              {
                text: `${one.text.split('\n')[0]?.replace(/ \\$/, '')}z`,
                mark: `edited-${one.mark}`,
                stage: one.stage,
              },
            ].filter(({ text }) => !text.includes('<<') && !text.includes('['));
    }
  });
  return { ...file, instructions };
}
