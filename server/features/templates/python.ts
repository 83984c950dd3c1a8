import { firstOf, has, match, type Project, textOf } from './project.ts';
import {
  cacheMount,
  EXEC_COMMENT,
  execForm,
  healthcheck,
  joinBlocks,
  run,
  SYNTAX,
  type Template,
} from './template.ts';

interface Facts {
  readonly version: string;
  readonly installer: Installer;
  readonly command: readonly string[];
  /** Where it listens, undefined for what is no server. */
  readonly port: string | undefined;
}

type Installer = 'requirements' | 'uv' | 'poetry' | 'pipenv' | 'project' | 'none';

const PYTHON_VERSION = '3.13';

export const pythonTemplate: Template<Facts> = {
  id: 'python',
  name: 'Python',
  detect,
  defaults: field => {
    const port = field(2, '8000');
    return {
      version: field(1, PYTHON_VERSION),
      installer: 'requirements',
      command: ['python', '-m', field(3, 'app')],
      port,
    };
  },
  dockerfile({ version, installer, command, port }) {
    const image = `python:${version}-slim-bookworm`;
    return joinBlocks([SYNTAX], installer === 'none' ? undefined : dependencyStage(image, installer), [
      `FROM ${image} AS final`,
      '# Log lines appear at once, and no .pyc files are written.',
      `ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1${installer === 'none' ? '' : ' PATH=/app/.venv/bin:$PATH'}`,
      '# A user without rights: whoever breaks into the program is not root.',
      'RUN useradd --system --uid 10001 --no-create-home app',
      'WORKDIR /app',
      ...(installer === 'none' ? [] : ['COPY --from=dependencies /app/.venv ./.venv']),
      'COPY . .',
      'USER app',
      ...(port === undefined ? [] : [`EXPOSE ${port}`, ...healthcheck(['python', '-c', probe(port)])]),
      EXEC_COMMENT,
      execForm('CMD', command),
    ]);
  },
  ignore: () => [
    { comment: 'Installed anew in the image.', patterns: ['**/.venv', '**/venv', '**/*.egg-info'] },
    {
      comment: 'What Python and its tools leave behind.',
      patterns: [
        '**/__pycache__',
        '**/*.py[cod]',
        '.pytest_cache',
        '.mypy_cache',
        '.ruff_cache',
        '.coverage',
      ],
    },
  ],
};

const probe = (port: string): string =>
  `import socket; socket.create_connection(('127.0.0.1', ${port}), 2).close()`;

function dependencyStage(image: string, installer: Exclude<Installer, 'none'>): readonly string[] {
  return [
    '# Dependencies change less often than code: on their own they stay cached.',
    `FROM ${image} AS dependencies`,
    'WORKDIR /app',
    ...INSTALL[installer],
  ];
}

const KEPT = '# The cache mount keeps downloads between builds, and out of the image.';
const VENV = 'RUN python -m venv .venv';

const INSTALL: Readonly<Record<Exclude<Installer, 'none'>, readonly string[]>> = {
  requirements: [
    VENV,
    'COPY requirements.txt ./',
    KEPT,
    run(cacheMount('/root/.cache/pip'), '.venv/bin/pip install --requirement requirements.txt'),
  ],
  uv: [
    'COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv',
    'ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never',
    'COPY pyproject.toml uv.lock ./',
    KEPT,
    run(cacheMount('/root/.cache/uv'), 'uv sync --locked --no-dev --no-install-project'),
  ],
  poetry: [
    run(cacheMount('/root/.cache/pip'), 'pip install poetry==2.2.1'),
    'ENV POETRY_VIRTUALENVS_IN_PROJECT=1 POETRY_NO_INTERACTION=1',
    'COPY pyproject.toml poetry.lock ./',
    KEPT,
    run(cacheMount('/root/.cache/pypoetry'), 'poetry install --only main --no-root'),
  ],
  pipenv: [
    run(cacheMount('/root/.cache/pip'), 'pip install pipenv==2025.0.4'),
    'ENV PIPENV_VENV_IN_PROJECT=1',
    'COPY Pipfile Pipfile.lock ./',
    KEPT,
    run(cacheMount('/root/.cache/pipenv'), 'pipenv sync'),
  ],
  project: [
    VENV,
    '# The project is installed with what it needs: its code is part of this.',
    'COPY . .',
    KEPT,
    run(cacheMount('/root/.cache/pip'), '.venv/bin/pip install .'),
  ],
};

const MANIFESTS = ['requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', 'manage.py'];

function detect(project: Project): Facts | undefined {
  const hasScript = project.paths.some(path => /^[^/]+\.py$/.test(path));
  if (firstOf(project, MANIFESTS) === undefined && !hasScript) return undefined;
  const known = MANIFESTS.map(name => textOf(project, name))
    .join('\n')
    .toLowerCase();
  const { command, port } = startOf(project, known);
  return { version: versionOf(project), installer: installerOf(project), command, port };
}

function installerOf(project: Project): Installer {
  if (has(project, 'uv.lock')) return 'uv';
  if (has(project, 'poetry.lock')) return 'poetry';
  if (has(project, 'Pipfile.lock')) return 'pipenv';
  if (has(project, 'requirements.txt')) return 'requirements';
  const isPackage = has(project, 'setup.py') || /^\[build-system\]/m.test(textOf(project, 'pyproject.toml'));
  return isPackage ? 'project' : 'none';
}

/** What is older than 3.10 is not kept up: it is not proposed. */
function versionOf(project: Project): string {
  const wanted =
    match(textOf(project, '.python-version'), /^(3\.\d+)/) ??
    match(textOf(project, 'Pipfile'), /python_version\s*=\s*"(3\.\d+)/) ??
    match(textOf(project, 'pyproject.toml'), /requires-python\s*=\s*"[~=]=\s*(3\.\d+)/);
  const minor = Number(wanted?.slice(2));
  return wanted !== undefined && minor >= 10 && minor <= 14 ? wanted : PYTHON_VERSION;
}

function startOf(project: Project, known: string): Pick<Facts, 'command' | 'port'> {
  const uses = (name: string): boolean => new RegExp(`(?:^|["'\\s])${name}(?![\\w-])`, 'm').test(known);
  const port = '8000';
  const bind = `--bind=0.0.0.0:${port}`;
  if (has(project, 'manage.py')) {
    const site = project.paths.find(path => /^[^/]+\/wsgi\.py$/.test(path))?.replace('/wsgi.py', '');
    if (uses('gunicorn') && site !== undefined) return { command: ['gunicorn', bind, `${site}.wsgi`], port };
    return { command: ['python', 'manage.py', 'runserver', `0.0.0.0:${port}`], port };
  }
  const file = firstOf(project, ['main.py', 'app.py', 'server.py', 'app/main.py', 'src/main.py', 'wsgi.py']);
  const module = file?.replace(/\.py$/, '').replaceAll('/', '.') ?? 'main';
  if (uses('fastapi') || uses('uvicorn') || uses('starlette')) {
    return { command: ['uvicorn', `${module}:app`, '--host=0.0.0.0', `--port=${port}`], port };
  }
  if (uses('gunicorn')) return { command: ['gunicorn', bind, `${module}:app`], port };
  if (uses('flask')) {
    return { command: ['flask', `--app=${module}`, 'run', '--host=0.0.0.0', `--port=${port}`], port };
  }
  const runnable = project.paths.find(path => /^[^/]+\/__main__\.py$/.test(path));
  if (file === undefined && runnable !== undefined) {
    return { command: ['python', '-m', runnable.replace('/__main__.py', '')], port: undefined };
  }
  return { command: ['python', file ?? `${module}.py`], port: undefined };
}
