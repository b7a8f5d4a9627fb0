import type { LookupAddress } from 'node:dns';
import type { BlockList as List, LookupFunction } from 'node:net';
import { StepError } from '../step-error.ts';
import { builtin } from './builtin.ts';

/** Keeps URLs that came from an event away from what only this machine or cluster can reach. */
export interface AddressGuard {
  /** Refuses a URL whose host is an address that may not be reached. */
  assertUrl(url: URL): void;
  /** Resolves a name and refuses it by its addresses: the ones that are then connected to. */
  readonly lookup: LookupFunction;
}

/** Not on the public internet (IANA's special-purpose registries), among them every cloud's metadata service. */
const privateV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Reached at an Azure machine's host only.
  ['168.63.129.16', 32],
] as const;

/** Within the one public block: tunnels that carry an IPv4 address inside, and documentation. */
const privateV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

export function createAddressGuard(allow: readonly string[] = []): AddressGuard {
  const { BlockList, isIP } = builtin('node:net');
  const isRange = (entry: string) => isIP(entry.split('/')[0] ?? '') !== 0;
  const names = allow.filter((entry) => !isRange(entry)).map((entry) => entry.toLowerCase());
  const listed = new BlockList();
  for (const entry of allow.filter(isRange)) addRange(listed, entry);
  const closed = new BlockList();
  for (const [net, bits] of privateV4) closed.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of privateV6) closed.addSubnet(net, bits, 'ipv6');
  const open = new BlockList();
  open.addSubnet('2000::', 3, 'ipv6');

  function isListed(host: string): boolean {
    return names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
  }

  function assertAddress(host: string, address: string): void {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (listed.check(address, family)) return;
    const mapped = family === 'ipv6' && /^::ffff:/i.test(address);
    if (closed.check(address, family) || (family === 'ipv6' && !mapped && !open.check(address, family))) {
      throw refused(host, address);
    }
  }

  function assertUrl(url: URL): void {
    const host = hostOf(url);
    if (isIP(host) !== 0 && !isListed(host)) assertAddress(host, host);
  }

  const lookup: LookupFunction = (hostname, options, callback) => {
    builtin('node:dns').lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      try {
        const host = hostname.toLowerCase().replace(/\.$/, '');
        if (!isListed(host)) for (const { address } of addresses) assertAddress(hostname, address);
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new Error(String(refusal)), []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  return { assertUrl, lookup };
}

/** Resolves the host of a URL by the guard's rules, for where a proxy will resolve it again. */
export async function assertResolved(guard: AddressGuard, url: URL): Promise<void> {
  await new Promise<LookupAddress[] | string>((done, fail) => {
    guard.lookup(hostOf(url), { all: true }, (error, addresses) => {
      if (error instanceof StepError) fail(error);
      else done(addresses);
    });
  });
}

/** The host without brackets and without a dot at its end. */
function hostOf(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function addRange(list: List, entry: string): void {
  const [net = '', bits] = entry.split('/');
  const family = builtin('node:net').isIP(net) === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(net, family);
  else list.addSubnet(net, Number(bits), family);
}

function refused(host: string, address: string): StepError {
  const leads = host === address ? 'is' : `leads to ${address},`;
  return new StepError(
    'POLICY_REFUSED',
    `A URL that came from an event may lead to public addresses only, ${JSON.stringify(host)} ${leads} a private one.`,
    { hint: 'If it is meant to be reached, list the host or its range in the settings of the project.' },
  );
}
