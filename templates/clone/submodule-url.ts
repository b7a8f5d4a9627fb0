import { StepError } from '@stepyard/contract';
import type { CloneStep } from './access.ts';
import { refusal, type Submodule } from './submodule-file.ts';
import { type RemoteUrl, readUrl } from './url.ts';

/**
 * The address of a submodule. One of the main repository's host is reached the way that one is.
 * @throws StepError POLICY_REFUSED for an address that the main repository could not have.
 */
export function submoduleUrl(
  step: CloneStep,
  main: RemoteUrl,
  holder: RemoteUrl,
  { name, url: written }: Submodule,
): RemoteUrl {
  const url = read(name, /^\.\.?\//.test(written) ? resolveRelative(name, holder, written) : written);
  if (url.scheme === 'file' && main.scheme !== 'file')
    throw refusal(name, 'names a directory of this machine');
  if (step.task?.untrusted === true && hostOf(url) !== hostOf(main)) {
    throw refusal(name, 'names another host, which a run of an untrusted event may not reach');
  }
  return main.scheme === 'https' && url.scheme !== 'https' && hostOf(url) === hostOf(main)
    ? read(name, `https://${main.host}/${url.path.replace(/^\/+/, '')}`)
    : url;
}

function read(name: string, text: string): RemoteUrl {
  try {
    return readUrl(`submodule.${name}.url`, text);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    throw refusal(name, `cannot be fetched: ${error.message.replace(/\.$/, '')}`);
  }
}

/** As git resolves it: `../` takes away what follows the last `/`. */
function resolveRelative(name: string, holder: RemoteUrl, written: string): string {
  let base = holder.href.replace(/\/+$/, '');
  let rest = written;
  const root = base.length - holder.path.length;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      const cut = Math.max(base.lastIndexOf('/'), root);
      if (base.length <= root) throw refusal(name, 'has an address that leads above the host');
      base = base.slice(0, cut);
    } else break;
  }
  return base.length <= root && holder.scheme === 'ssh' && base.endsWith(':')
    ? `${base}${rest}`
    : `${base}/${rest}`;
}

function hostOf({ host }: RemoteUrl): string {
  return host.replace(/:\d+$/, '');
}
