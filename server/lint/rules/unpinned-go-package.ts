import { defineRule } from '../rule.ts';
import { type Call, callOf, type Program } from '../shell/calls.ts';
import type { ExpandedWord } from '../shell/variables.ts';

export default defineRule({
  id: 'unpinned-go-package',
  aliases: ['DL3062'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Packages that go install, go get and go run fetch should have a version',
  docs: `\`go install example.org/tool@latest\` takes what is newest on the day of the build: the same file builds another image tomorrow. The module proxy keeps old versions, so \`@v1.2.3\` goes on working. A branch moves like \`latest\`, though hadolint accepts it.

Without any version, Go outside a module refuses to install; inside one it takes the version that go.mod names. Only hadolint's set reports that. Packages of the file system (\`./cmd/tool\`, \`.\`, \`/go/app\`, \`main.go\`) and Go's own words (\`std\`, \`all\`, \`tool\`) have no version to give.`,
  messages: {
    latest: '`{name}` is whatever is newest when the image is built. Write a version: `@v1.2.3`.',
    branch: {
      text: '`{name}` is another thing with each commit there. Write a version: `@v1.2.3`.',
      aliases: [],
    },
    unversioned: {
      text: '`{name}` has no version, so that its go.mod decides, or nobody. Write one: `@v1.2.3`.',
      recommended: false,
    },
  },
  fixes: {},
  check({ shell, report }) {
    for (const command of shell.commandsNamed('go')) {
      const call = callOf(command, GO);
      for (const { value, word } of packagesOf(call)) {
        const kind = kindOf(value);
        if (kind !== 'pinned') report(word, kind, { name: value });
      }
    }
  },
  examples: [
    {
      bad: 'FROM golang:1.25\nRUN CGO_ENABLED=0 go install -ldflags "-s -w" «example.org/cmd/tool@latest»\n',
      message: 'latest',
    },
    {
      bad: 'FROM golang:1.25\nRUN go run «example.org/tool@latest» generate ./... && go get «example.org/lib@latest»\n',
      message: 'latest',
    },
    { bad: 'FROM golang:1.25\nRUN go install «example.org/tool@main»\n', message: 'branch' },
    {
      bad: 'FROM golang:1.25\nRUN go get -u «example.org/lib» example.org/other@v1.2.3\n',
      message: 'unversioned',
    },
    { bad: 'FROM golang:1.25\nONBUILD RUN ["go", "install", «"tool/cmd"»]\n', message: 'unversioned' },
    {
      good: 'FROM golang:1.25\nARG VERSION\nRUN go install example.org/tool@v1.2.3 && go get example.org/lib@8cfd1d5 && go install example.org/tool@$VERSION\n',
    },
    {
      good: 'FROM golang:1.25\nRUN go install ./... && go get && go run . serve && go run main.go app && go run /go/app/tool && go install -v std\n',
    },
    {
      good: 'FROM golang:1.25\nRUN go run example.org/tool@v1.2.3 add other/thing && go build example.org/tool && go mod download\n',
    },
  ],
});

const GO: Program = {
  longWithOneDash: true,
  valued: new Set([
    ...[
      '-C',
      '-p',
      '-asmflags',
      '-buildmode',
      '-compiler',
      '-covermode',
      '-coverpkg',
      '-exec',
      '-gccgoflags',
    ],
    ...['-gcflags', '-installsuffix', '-ldflags', '-mod', '-modfile', '-overlay', '-pgo', '-pkgdir', '-tags'],
    ...['-toolexec', '-o', '-vcs'],
  ]),
};

/** `go run` has one package, and what follows is for the program. */
function packagesOf({ subcommand, operands }: Call): readonly ExpandedWord[] {
  if (subcommand?.value === 'run') return operands.slice(0, 1);
  return subcommand?.value === 'install' || subcommand?.value === 'get' ? operands : [];
}

const OWN: ReadonlySet<string> = new Set(['std', 'cmd', 'all', 'tool', 'work', 'main', 'none']);
const MOVING: ReadonlySet<string> = new Set([
  ...['main', 'master', 'develop', 'dev', 'trunk', 'head', 'upgrade', 'patch', 'tip', 'nightly'],
]);

function kindOf(name: string): 'pinned' | 'latest' | 'branch' | 'unversioned' {
  if (/^[./~\\]|\.go$/.test(name) || OWN.has(name)) return 'pinned';
  const at = name.lastIndexOf('@');
  if (at < 0) return 'unversioned';
  const version = name.slice(at + 1).toLowerCase();
  if (version === 'latest' || version === '') return 'latest';
  return MOVING.has(version) ? 'branch' : 'pinned';
}
