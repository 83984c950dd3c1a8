import assert from 'node:assert/strict';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

/** Commands that a rule reports, and such that it does not, each as the whole of a RUN. */
const TABLE: Readonly<Record<string, { readonly bad: readonly string[]; readonly good: readonly string[] }>> =
  {
    DL3008: {
      bad: [
        'apt-get -y -qq install a=1 b',
        'apt-get install -y --no-install-recommends --allow-downgrades a',
        'DEBIAN_FRONTEND=noninteractive apt-get install -y a',
        'apt-get install -t bookworm-backports a',
        'apt-get install -oDebug::x=1 a',
        'apt-get install -y $(cat list)',
        'set -eux; apt-get update; apt-get install -y a; rm -rf /var/lib/apt/lists/*',
        '{ apt-get install a; }',
        'test -x /usr/bin/a || apt-get install a',
        '! apt-get install "linux-*"',
        'su - me -c true; nohup apt-get install a &',
      ],
      good: [
        'apt-get install -y "a=${A}" b="$B"',
        "apt-get install 'a=1:2.*'",
        'apt-get install -y ./a.deb /tmp/b.deb a-',
        'apt-get install -t bookworm-backports a=1',
        'apt-get install -y',
        'apt-get remove a',
        'apt-get install --help',
        'echo "apt-get install a"',
        'apt-get install $A_OPTIONS a=1',
      ],
    },
    DL3014: {
      bad: [
        'apt-get install a',
        'apt-get -q install a',
        'apt-get -o X=-y install a',
        'sudo -E apt-get install a',
      ],
      good: [
        'apt-get install a -y',
        'apt-get -qyy install a',
        'apt-get install -qq a',
        'apt-get -q=2 install a',
        'apt-get update',
        'apt-get install $APT_FLAGS a',
        'apt-get -o=APT::Get::Assume-Yes=true install a',
      ],
    },
    DL3015: {
      bad: [
        'apt-get install a',
        'apt-get install --install-recommends a',
        'apt-get -o APT::Install-Recommends=true install a',
      ],
      good: [
        'apt-get install --no-install-recommends a',
        'apt-get -o "APT::Install-Recommends=false" install a',
        'apt-get -o APT::Install-Recommends=0 install a',
        'apt-get build-dep a',
      ],
    },
    DL3009: {
      bad: [
        'apt-get update',
        'apt-get update && apt-get install -y a && apt-get clean',
        'rm -rf /var/lib/apt/lists/* && apt-get update',
        'apt-get update && rm -rf /var/cache/apt/*',
        '--mount=type=secret,id=a,target=/var/lib/apt apt-get update',
        'apt-get update && rm /var/lib/apt/lists/lock',
      ],
      good: [
        'apt-get install -y a',
        'apt-get update && rm -rf /var/lib/apt/lists',
        'apt-get update; rm -rf "/var/lib/apt/lists/"*',
        'apt-get update && rm -rf /var/lib/apt/*',
        'apt-get update && (a; rm -fr /tmp/* /var/lib/apt/lists/*)',
        'apt-get update && apt-get distclean',
        '--mount=type=cache,target=/var/lib/apt/lists apt-get update',
      ],
    },
    DL3027: {
      bad: ['apt install a', 'a && /usr/bin/apt update'],
      good: ['apt-get install apt', 'apt-key add a', 'which apt'],
    },
    DL3013: {
      bad: [
        'pip install a',
        'pip3 install a==1 b',
        'python -m pip install a',
        'python3.12 -um pip install a',
        'pip install "a[x,y]"',
        'pip install --user --upgrade a',
        'pip install git+https://h/a',
        'pip install https://h/a/tarball/branch',
        'pip install $A',
        'pip --quiet --timeout 9 install a',
      ],
      good: [
        'pip install a==1',
        'pip install "a>=1" a~=1 "a<2" "a!=3" a===1',
        'pip install -r a.txt',
        'pip install -ra.txt',
        'pip install --requirement a.txt b',
        'pip install -c a.txt b',
        'pip install .',
        'pip install -e .',
        'pip install .[dev]',
        'pip install --no-index --find-links /w a==1',
        'pip install git+https://h/a@1',
        'pip install git+ssh://git@h/a.git@1',
        'pip install /w/a.whl b.tar.gz https://h/a.zip',
        'pip install $A==1',
        'pip install',
        'pip list',
        'pipenv install a',
      ],
    },
    DL3042: {
      bad: [
        'pip install a==1',
        'pip3 install -r a.txt',
        'PIP_NO_CACHE_DIR=0 pip install a==1',
        'pip install a && pip cache purge',
      ],
      good: [
        'pip install --no-cache-dir a==1',
        'pip --no-cache-dir install a',
        'PIP_NO_CACHE_DIR=1 pip install a==1',
        'export PIP_NO_CACHE_DIR=true; pip install a==1',
        '--mount=type=cache,target=/root/.cache pip install a',
        'pip download a',
        'pipenv install a',
      ],
    },
    DL3016: {
      bad: [
        'npm install a',
        'npm i a',
        'npm install -g a@1 b',
        'npm install @s/a',
        'npm install git://h/a.git',
        'npm add a',
      ],
      good: [
        'npm install',
        'npm ci',
        'npm install a@1',
        'npm install a@latest',
        'npm install @s/a@1',
        'npm install --prefix /x a@1',
        'npm install --loglevel verbose',
        'npm install git+https://h/a.git#v1',
        'npm install ./a /b ../c a.tgz',
        'npm run install',
      ],
    },
    DL3060: {
      bad: ['yarn install', 'yarn', 'yarn cache clean && yarn install', 'yarn --cwd /a install'],
      good: [
        'yarn install && yarn cache clean',
        'yarn build',
        'yarn install; yarn cache clean --all',
        'npm install',
      ],
    },
    DL3018: {
      bad: [
        'apk add a',
        'apk --no-cache add a=1 b',
        'apk add -X https://h a',
        'apk add a@edge',
        'apk add --virtual x a',
      ],
      good: [
        'apk add a=1',
        'apk add a~=1',
        'apk add "a>1"',
        'apk add a.apk',
        'apk add -t x a=1',
        'apk del a',
        'apk add a@edge=1',
      ],
    },
    DL3019: {
      bad: [
        'apk add a',
        'apk add --update a && rm -rf /var/cache/apk/*',
        '--mount=type=cache,target=/x apk add a',
      ],
      good: [
        'apk add --no-cache a',
        'apk --no-cache add a',
        '--mount=type=cache,target=/var/cache/apk apk add a',
        'apk upgrade',
      ],
    },
    DL3028: {
      bad: [
        'gem install a',
        'gem install a:1 b',
        'gem install a -- --with-x=1',
        'gem install --no-document a',
      ],
      good: [
        'gem install a:1',
        'gem install a -v 1',
        'gem install a --version=1',
        'gem install a.gem',
        'gem list a',
        'bundle install',
      ],
    },
    DL3030: {
      bad: ['yum install a', 'yum -q install a', 'yum groupinstall a', 'yum localinstall a.rpm'],
      good: [
        'yum install -y a',
        'yum -y install a',
        'yum --assumeyes install a',
        'yum install -qy a',
        'yum clean all',
      ],
    },
    DL3032: {
      bad: [
        'yum install -y a',
        'yum clean all && yum install -y a',
        'yum install -y a && yum clean metadata',
      ],
      good: [
        'yum install -y a && yum clean all',
        'yum install -y a && rm -rf /var/cache/yum/*',
        'yum remove -y a',
        'yum install -y a; yum -y clean all',
      ],
    },
    DL3033: {
      bad: ['yum install -y a', 'yum install -y a-1 b', 'yum install -y a-devel', 'yum module install -y a'],
      good: [
        'yum install -y a-1.2',
        'yum install -y a-1.2-3.el8.x86_64',
        'yum install -y a-$V',
        'yum install -y a.rpm',
        'yum module install -y a:1',
        'yum groupinstall -y a',
      ],
    },
    DL3034: {
      bad: ['zypper install a', 'zypper in a', 'zypper remove a'],
      good: ['zypper install -y a', 'zypper -n in a', 'zypper --non-interactive rm a', 'zypper ref'],
    },
    DL3035: {
      bad: ['zypper dist-upgrade', 'zypper -n dup'],
      good: ['zypper -n update', 'apt-get dist-upgrade -y'],
    },
    DL3036: {
      bad: ['zypper install -y a', 'zypper clean && zypper in -y a'],
      good: [
        'zypper install -y a && zypper clean',
        'zypper in -y a && zypper cc',
        'zypper in -y a && rm -rf /var/cache/zypp',
      ],
    },
    DL3037: {
      bad: ['zypper install -y a', 'zypper -n in a=1 b'],
      good: ['zypper install -y a=1', 'zypper in -y a\\>=1', 'zypper in -y "a<2"', 'zypper in -y a.rpm'],
    },
    DL3038: {
      bad: ['dnf install a', 'microdnf install a', 'dnf group install a'],
      good: ['dnf install -y a', 'microdnf install -y a', 'dnf -y install a', 'dnf clean all'],
    },
    DL3040: {
      bad: [
        'dnf install -y a',
        'microdnf install -y a',
        'dnf -y upgrade',
        'dnf clean all && dnf install -y a',
      ],
      good: [
        'dnf install -y a && dnf clean all',
        'microdnf install -y a && microdnf clean all',
        'dnf install -y a && rm -rf /var/cache/yum',
        'microdnf clean all && microdnf update -y && microdnf install -y a && microdnf clean all',
      ],
    },
    DL3041: {
      bad: ['dnf install -y a', 'microdnf install -y a', 'dnf module install -y a'],
      good: [
        'dnf install -y a-1',
        'dnf module install a:1 -y',
        'dnf -y group install "A B"',
        'dnf --installroot /m install a-1 -y --releasever 9 --setopt b=c',
      ],
    },
    DL3062: {
      bad: ['go install a', 'go install h/a@latest', 'go get a', 'go run h/a@latest x'],
      good: [
        'go install h/a@v1',
        'go get h/a@v1',
        'go run h/a@v1 b c',
        'go run .',
        'go run /go/a',
        'go install ./...',
        'go build a',
        'go get',
      ],
    },
  };

function isReported(name: string, run: string, before = 'FROM a'): boolean {
  const file = parseDockerfile(`${before}\n${run}\n`);
  return lint({ file, model: buildModel(file) }, { preset: 'hadolint' }).some(({ aliases }) =>
    aliases.includes(name),
  );
}

describe('rules on package managers', () => {
  for (const [name, { bad, good }] of Object.entries(TABLE)) {
    it(`${name} sees what is bad, and leaves alone what is good`, () => {
      for (const command of bad) assert.ok(isReported(name, `RUN ${command}`), `not seen: ${command}`);
      for (const command of good) assert.ok(!isReported(name, `RUN ${command}`), `seen: ${command}`);
    });

    it(`${name} sees the same in every place`, () => {
      const plain = bad.filter(command => /^\w[\w ./@=-]*$/.test(command));
      assert.ok(plain.length > 0);
      for (const command of plain) {
        const places = [
          `ONBUILD RUN ${command}`,
          `RUN ["sh", "-c", "${command}"]`,
          `RUN bash -euo pipefail -c '${command}'`,
          `RUN <<EOF\n${command}\nEOF`,
          `RUN a && \\\n    # why\n    sudo -E ${command} && \\\n    b`,
          `RUN if a; then ( ${command} ) | tee log; fi`,
        ];
        for (const place of places) assert.ok(isReported(name, place), place);
      }
    });
  }

  it('say nothing of CMD, comments and words', () => {
    for (const text of [
      'CMD apt-get install a',
      '# RUN apt-get install a',
      'RUN echo "apt-get update; pip install a"',
      'LABEL a="npm install b"',
    ]) {
      for (const name of Object.keys(TABLE)) assert.ok(!isReported(name, text), `${name}: ${text}`);
    }
  });

  it('say nothing of caches in stages that are thrown away', () => {
    const after = 'FROM b\nCOPY --from=0 /x /x';
    for (const command of ['apt-get update', 'yarn install']) {
      assert.ok(isReported('DL3009', 'RUN apt-get update'));
      for (const name of ['DL3009', 'DL3060'])
        assert.ok(!isReported(name, after, `FROM a\nRUN ${command}`), command);
    }
    assert.ok(isReported('DL3060', 'FROM base\nRUN a', 'FROM a AS base\nRUN yarn install'));
  });
});
