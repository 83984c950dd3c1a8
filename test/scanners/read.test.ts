import assert from 'node:assert/strict';
import { countBySeverity, type Finding } from '../../client/scanners/finding.ts';
import type { ScannerId } from '../../client/scanners/names.ts';
import { findingsSarif } from '../../client/scanners/sarif.ts';
import { readReport, SCANNERS } from '../../client/scanners/scanners.ts';

const read = (id: ScannerId, value: unknown) => {
  const scanner = SCANNERS.find(candidate => candidate.id === id);
  assert.ok(scanner);
  return readReport(scanner, typeof value === 'string' ? value : JSON.stringify(value));
};
const OPENSSL: Finding = {
  id: 'CVE-2026-1111',
  severity: 'critical',
  package: 'openssl',
  version: '3.0.1-1',
  fixedVersion: '3.0.2-1',
  title: 'Out-of-bounds write',
  url: 'https://avd.aquasec.com/nvd/cve-2026-1111',
  path: '',
  layer: 'sha256:aa',
};

describe('reports of scanners', () => {
  // https://trivy.dev/latest/docs/configuration/reporting/#json
  it('of Trivy', () => {
    const document = {
      SchemaVersion: 2,
      ArtifactName: 'app:1',
      Results: [
        {
          Target: 'app:1 (debian 12.5)',
          Class: 'os-pkgs',
          Type: 'debian',
          Vulnerabilities: [
            {
              VulnerabilityID: 'CVE-2026-1111',
              PkgName: 'openssl',
              InstalledVersion: '3.0.1-1',
              FixedVersion: '3.0.2-1',
              Layer: { Digest: 'sha256:bb', DiffID: 'sha256:aa' },
              PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2026-1111',
              Title: 'Out-of-bounds write',
              Severity: 'CRITICAL',
            },
          ],
        },
        {
          Target: 'app/package-lock.json',
          Class: 'lang-pkgs',
          Vulnerabilities: [
            { VulnerabilityID: 'CVE-2026-2', PkgName: 'lodash', InstalledVersion: '4.0.0', Severity: 'LOW' },
          ],
        },
        { Target: 'nothing found', Class: 'lang-pkgs' },
      ],
    };
    const report = read('trivy', document);
    assert.deepEqual(report?.findings[0], OPENSSL);
    assert.deepEqual(
      report?.findings.map(({ package: name, path }) => `${name} ${path}`),
      ['openssl ', 'lodash app/package-lock.json'],
    );
    assert.deepEqual(read('trivy', { SchemaVersion: 2 })?.findings, [], 'an image without findings');
  });

  // https://github.com/anchore/grype#output-formats
  it('of Grype', () => {
    const document = {
      matches: [
        {
          vulnerability: {
            id: 'GHSA-xxxx',
            severity: 'High',
            dataSource: 'https://github.com/advisories/GHSA-xxxx',
            description: 'Prototype pollution. More words.\nAnd more.',
            fix: { versions: ['4.17.21', '5.0.0'], state: 'fixed' },
          },
          relatedVulnerabilities: [{ id: 'CVE-2026-2' }],
          artifact: {
            name: 'lodash',
            version: '4.17.20',
            locations: [{ path: '/app/package.json', layerID: 'sha256:cc' }],
          },
        },
        {
          vulnerability: { id: 'CVE-2026-3', severity: 'Negligible' },
          artifact: { name: 'tar', version: '1' },
        },
      ],
    };
    const [first, second] = read('grype', document)?.findings ?? [];
    assert.deepEqual(first, {
      ...{
        id: 'CVE-2026-2',
        severity: 'high',
        package: 'lodash',
        version: '4.17.20',
        fixedVersion: '4.17.21',
      },
      ...{ title: 'Prototype pollution.', url: 'https://github.com/advisories/GHSA-xxxx' },
      ...{ path: '/app/package.json', layer: 'sha256:cc' },
    });
    assert.equal(second?.severity, 'negligible');
  });

  // https://docs.snyk.io/snyk-cli/commands/container-test
  it('of Snyk, with its advice on the base image', () => {
    const document = [
      {
        vulnerabilities: [
          {
            id: 'SNYK-DEBIAN12-OPENSSL-1',
            title: 'Out-of-bounds Write',
            severity: 'critical',
            packageName: 'openssl/libssl3',
            version: '3.0.1-1',
            nearestFixedInVersion: '3.0.2-1',
            identifiers: { CVE: ['CVE-2026-1111'], CWE: [] },
          },
        ],
        docker: {
          baseImage: 'node:20',
          baseImageRemediation: {
            code: 'REMEDIATION_AVAILABLE',
            advice: [{ message: 'Base Image  Vulnerabilities' }, { message: '\n' }],
          },
        },
      },
      { vulnerabilities: [], displayTargetFile: 'app/package.json' },
    ];
    const report = read('snyk', document);
    assert.equal(report?.baseAdvice, 'Base Image  Vulnerabilities');
    assert.deepEqual(
      report?.findings.map(({ id, package: name, url }) => [id, name, url]),
      [['CVE-2026-1111', 'openssl/libssl3', 'https://security.snyk.io/vuln/SNYK-DEBIAN12-OPENSSL-1']],
    );
  });

  // https://docs.docker.com/reference/cli/docker/scout/cves/ (--format sarif)
  it('of Docker Scout', () => {
    const rule = {
      id: 'CVE-2026-1111',
      shortDescription: { text: 'CVE-2026-1111: openssl' },
      helpUri: 'https://scout.docker.com/v/CVE-2026-1111',
      properties: {
        cvssV3_severity: 'HIGH',
        fixed_version: 'not fixed',
        purls: ['pkg:deb/debian/openssl@3.0.1-1%2Bdeb12?os_distro=bookworm', 'pkg:npm/%40a/b@1.0.0'],
      },
    };
    const result = {
      ruleId: 'CVE-2026-1111',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'var/lib/dpkg/status' } } }],
    };
    const report = read('scout', { runs: [{ tool: { driver: { rules: [rule] } }, results: [result] }] });
    assert.deepEqual(
      report?.findings.map(({ package: name, version, fixedVersion, severity }) => [
        name,
        version,
        fixedVersion,
        severity,
      ]),
      [
        ['b', '1.0.0', '', 'high'],
        ['openssl', '3.0.1-1+deb12', '', 'high'],
      ],
    );
  });

  it('are none when they are something else, and bear anything', () => {
    for (const { id } of SCANNERS) {
      for (const other of ['', 'not found', '[]', '{}', 'null', '{"a":', '[{"vulnerabilities":7}]']) {
        assert.equal(read(id, other), undefined, `${id} ${other}`);
      }
    }
    assert.deepEqual(
      read('trivy', 'Fetching the database…\n{"SchemaVersion":2,"Results":[null,{"Vulnerabilities":[null]}]}')
        ?.findings.length,
      1,
    );
  });

  it('are counted by severity, and written as SARIF on the line of FROM', () => {
    assert.deepEqual(
      [...countBySeverity([OPENSSL, { ...OPENSSL, severity: 'low' }])],
      [
        ['critical', 1],
        ['low', 1],
      ],
    );
    const tool = { name: 'Trivy', page: 'https://trivy.dev' };
    const sarif = JSON.parse(findingsSarif([OPENSSL], tool, 'app:1', { uri: 'Dockerfile', line: 2 })) as {
      runs: { results: { level: string; message: { text: string }; locations: unknown[] }[] }[];
    };
    const [result] = sarif.runs[0]?.results ?? [];
    assert.equal(result?.level, 'error');
    assert.equal(result.message.text, 'openssl 3.0.1-1 in app:1: fixed in 3.0.2-1');
    assert.deepEqual(result.locations, [
      { physicalLocation: { artifactLocation: { uri: 'Dockerfile' }, region: { startLine: 3 } } },
    ]);
  });
});
