import type { Word } from '../../shell/model.ts';
import { listed } from '../packages/names.ts';
import { pipCalls } from '../packages/pip.ts';
import { defineRule } from '../rule.ts';
import { type Call, hasOption } from '../shell/calls.ts';

export default defineRule({
  id: 'unpinned-pip-package',
  aliases: ['DL3013'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Packages that pip installs should have a version',
  docs: `\`pip install flask\` takes what is newest on the day of the build, be it a new major version: the same file builds today and breaks tomorrow. PyPI keeps old versions, so \`flask==3.1.0\` goes on working. A range (\`flask>=3,<4\`), a requirements file (\`-r\`), a constraints file (\`-c\`), a local path, an archive and a repository with a tag or commit (\`git+https://…@v1.2\`) are taken as pinned.

\`pip install --upgrade pip setuptools wheel\` is common and mostly harmless, so that it is not among the recommended findings. uv and pipx are read like pip; hadolint knows pip alone.`,
  messages: {
    unpinned:
      '{packages} will be whatever version is newest when the image is built. Write `package==version`, or install from a requirements file.',
    tools: {
      text: '{packages} will be whatever version is newest when the image is built. Write `package==version`.',
      recommended: false,
    },
    branch: {
      text: '`{source}` is another thing with each commit there. Name a tag or a commit behind `@`, or an archive of a release.',
    },
  },
  fixes: {},
  check({ shell, report }) {
    for (const { call, tool } of pipCalls(shell)) {
      if (call.subcommand?.value !== 'install' || hasFile(call)) continue;
      const requirements = [...requirementsOf(call)];
      const unpinned = requirements.filter(({ value }) => needsVersion(value));
      const [first] = unpinned;
      if (first) {
        const isTools = tool === 'pip' && unpinned.every(({ value }) => TOOLS.has(value.toLowerCase()));
        const packages = listed(unpinned.map(({ value }) => value));
        report(first.word, isTools ? 'tools' : 'unpinned', { packages });
      }
      const moving = requirements.find(({ value }) => isMovingSource(value));
      if (moving) report(moving.word, 'branch', { source: moving.value });
    }
  },
  examples: [
    { bad: 'FROM python:3.13\nRUN pip install «flask» gunicorn==23.0.0 requests\n', message: 'unpinned' },
    {
      bad: 'FROM python:3.13\nRUN python3 -m pip install -U --no-cache-dir «"uvicorn[standard]"»\n',
      message: 'unpinned',
    },
    {
      bad: 'FROM python:3.13\nRUN /venv/bin/pip3.13 --proxy http://proxy:3128 install -i https://example.org/simple «flask»\n',
      message: 'unpinned',
    },
    { bad: 'FROM python:3.13\nONBUILD RUN ["pip", "install", «"flask"»]\n', message: 'unpinned' },
    { bad: 'FROM python:3.13\nRUN pip install «\'tomli; python_version < "3.11"\'»\n', message: 'unpinned' },
    {
      bad: 'FROM python:3.13\nRUN uv pip install --system «flask» && pipx install «poetry»\n',
      message: 'unpinned',
    },
    { bad: 'FROM python:3.13\nRUN pip install --upgrade «pip» setuptools wheel\n', message: 'tools' },
    {
      bad: 'FROM python:3.13\nRUN pip install «git+https://github.com/pallets/flask.git»\n',
      message: 'branch',
    },
    {
      bad: 'FROM python:3.13\nRUN pip install «https://github.com/pallets/flask/tarball/main»\n',
      message: 'branch',
    },
    {
      bad: 'FROM python:3.13\nRUN pip install -e «git+https://github.com/pallets/flask.git#egg=flask»\n',
      message: 'branch',
    },
    {
      good: 'FROM python:3.13\nARG VERSION\nRUN pip install flask==3.1.0 \'uvicorn[standard]>=0.30\' "django~=5.1" requests==$VERSION\n',
    },
    {
      good: 'FROM python:3.13\nRUN pip install -r requirements.txt && pip3 install --requirement=dev.txt tox\n',
    },
    { good: 'FROM python:3.13\nRUN pip install flask -c constraints.txt\n' },
    {
      good: 'FROM python:3.13\nRUN pip install . ./tool[cli] -e .[dev] /wheels/*.whl tool-1.0.tar.gz src/tool\n',
    },
    {
      good: 'FROM python:3.13\nRUN pip install git+https://github.com/pallets/flask.git@3.1.0#egg=flask "flask @ git+ssh://git@github.com/pallets/flask@3.1.0"\n',
    },
    {
      good: 'FROM python:3.13\nRUN pip install https://example.org/tool-1.0-py3-none-any.whl && pip install --extra-index-url $MIRROR awscli==1.18.22\n',
    },
    { good: 'FROM python:3.13\nRUN pip uninstall -y flask && pip download flask && pipenv install flask\n' },
    { good: 'FROM python:3.13\nRUN pipx install --python "$(which python)" "poetry==1.8.5"\n' },
  ],
});

/** A requirements or constraints file may say the version of each name. */
function hasFile(call: Call): boolean {
  return hasOption(call, '-r', '--requirement', '-c', '--constraint', '--group');
}

interface Requirement {
  readonly value: string;
  readonly word: Word;
}

function* requirementsOf({ operands, options }: Call): Iterable<Requirement> {
  yield* operands;
  for (const { name, value, valueWord } of options) {
    if ((name === '-e' || name === '--editable') && value !== undefined && valueWord) {
      yield { value, word: valueWord };
    }
  }
}

const TOOLS: ReadonlySet<string> = new Set([
  'pip',
  'setuptools',
  'wheel',
  'pip-tools',
  'build',
  'virtualenv',
]);

/** True for the name of a package that says nothing of its version. */
function needsVersion(written: string): boolean {
  const requirement = written.split(';', 1)[0]?.trim() ?? '';
  if (requirement === '' || /[=<>!~]/.test(requirement)) return false;
  return !isPath(requirement) && !isSource(requirement);
}

/** Files and folders: nothing else has a slash or an archive's suffix, or is `.`. */
function isPath(requirement: string): boolean {
  if (requirement.includes('://')) return false;
  return /^\.|[/\\*]/.test(requirement.split('[', 1)[0] ?? '') || ARCHIVE.test(requirement);
}

const ARCHIVE = /\.(?:whl|zip|tgz|tbz|txz|tar(?:\.\w{1,4})?|egg)(?:#.*)?$/i;

const isSource = (requirement: string): boolean =>
  requirement.includes('://') || /^(?:git|hg|bzr|svn)\+/.test(requirement);

/** A repository without `@revision`, or an archive of a branch. */
function isMovingSource(written: string): boolean {
  const requirement = written.includes(' @ ') ? written.slice(written.indexOf(' @ ') + 3).trim() : written;
  const scheme = requirement.indexOf('://');
  if (scheme < 0) return false;
  const [location = ''] = requirement.slice(scheme + 3).split('#', 1);
  const path = location.slice(Math.max(location.indexOf('/'), 0));
  // What a variable brings may be the revision.
  if (path.includes('$')) return false;
  if (/^(?:git|hg|bzr|svn)\+/.test(requirement)) return !path.includes('@');
  if (!/^https?:/i.test(requirement) || requirement.includes('#sha')) return false;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:main|master|head|develop|trunk|latest|nightly)(?:\.|$)/i.test(last) || !ARCHIVE.test(location);
}
