import type { Format } from './field.ts';
import { readDuration, readQuantity } from './formats/amount.ts';
import { isPath, isPattern } from './formats/file.ts';
import { isBranch, isGitRef, isGitUrl } from './formats/git.ts';
import { isImage } from './formats/image.ts';
import { isEmail, isHost, isUrl } from './formats/network.ts';
import { isCron } from './formats/schedule.ts';

const semver =
  /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

interface FormatChecker {
  /** What the text must be, as the end of "must be …". */
  readonly rule: string;
  /** One or more texts that fit. */
  readonly examples: readonly [string, ...string[]];
  readonly fits: (text: string) => boolean;
}

/** What a text must be like, one checker for each format. */
export const formats: Readonly<Record<Format, FormatChecker>> = {
  branch: { rule: 'the name of a branch', examples: ['main', 'feature/login'], fits: isBranch },
  cron: { rule: 'a schedule of five columns', examples: ['0 3 * * 1-5'], fits: isCron },
  duration: {
    rule: 'a duration',
    examples: ['30s', '5m', '1h30m'],
    fits: (text) => readDuration(text) !== undefined,
  },
  email: { rule: 'an e-mail address', examples: ['team@mail.example'], fits: isEmail },
  'env-name': {
    rule: 'the name of a variable',
    examples: ['MAVEN_OPTS'],
    fits: (text) => /^[A-Za-z_]\w*$/.test(text),
  },
  'git-ref': {
    rule: 'a branch, tag, commit or full ref',
    examples: ['main', 'v1.2.0', 'refs/pull/7/head'],
    fits: isGitRef,
  },
  'git-url': {
    rule: 'the URL of a Git repository',
    examples: ['https://git.example/team/app.git', 'git@git.example:team/app.git'],
    fits: isGitUrl,
  },
  host: {
    rule: 'a host name or address, with or without a port',
    examples: ['db.example', '10.0.0.7:5000'],
    fits: isHost,
  },
  image: { rule: 'the name of an image', examples: ['registry.example/team/app:1.2'], fits: isImage },
  path: { rule: 'a path inside the workspace', examples: ['build/report.xml', '/app/pom.xml'], fits: isPath },
  pattern: { rule: 'a pattern of paths inside the workspace', examples: ['target/*.jar'], fits: isPattern },
  quantity: {
    rule: 'an amount',
    examples: ['500m', '2Gi'],
    fits: (text) => readQuantity(text) !== undefined,
  },
  semver: { rule: 'a semantic version', examples: ['1.2.3'], fits: (text) => semver.test(text) },
  url: { rule: 'an http or https URL', examples: ['https://api.example/v1'], fits: isUrl },
};
