import type { Setting } from './config-text.ts';

/**
 * What git is told in every command, whatever a repository, the machine or its user say: no hook, monitor, filter
 * or editor of theirs runs, and nothing but the working tree and the repository is written.
 */
export const settings: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.pager', 'cat'],
  ['core.editor', 'false'],
  // A mirror that a power failure spoils is made anew, so nothing waits for the disk.
  ['core.fsync', 'none'],
  // The repository may belong to another user than the step runs as; its own settings are not used by any command.
  ['safe.directory', '*'],
  ['credential.helper', ''],
  ['protocol.version', '2'],
  ['http.followRedirects', 'initial'],
  ['http.lowSpeedLimit', '100'],
  ['http.lowSpeedTime', '60'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.unpackLimit', '1'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['checkout.workers', '0'],
  ['checkout.thresholdForParallelism', '50'],
  ['advice.detachedHead', 'false'],
  ['init.defaultBranch', 'main'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['commit.gpgSign', 'false'],
  ['merge.stat', 'false'],
  ['log.showSignature', 'false'],
  ['user.name', 'Stepyard'],
  ['user.email', 'stepyard@localhost'],
  ['user.useConfigOnly', 'true'],
];

/** The same as variables; the inputs and settings of the machine have no say. */
export const variables: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TEMPLATE_DIR: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_MERGE_AUTOEDIT: 'no',
  GIT_ADVICE: '0',
  LC_ALL: 'C',
  LANGUAGE: '',
};
