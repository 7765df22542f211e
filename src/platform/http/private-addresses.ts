import { BlockList, isIP } from 'node:net';

/**
 * Address ranges a fetch for the world must never reach: this machine, its local networks, carrier-grade NAT, cloud
 * metadata services, and everything the IANA special-purpose registries keep off the public internet (RFC 6890).
 */
const IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** IPv6 ranges that are public: everything else is refused, and these hold exceptions of their own. */
const IPV6_PUBLIC: readonly (readonly [string, number])[] = [['2000::', 3]];
const IPV6_EXCEPT: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const ipv4 = new BlockList();
for (const [net, prefix] of IPV4) ipv4.addSubnet(net, prefix, 'ipv4');
const ipv6Public = new BlockList();
for (const [net, prefix] of IPV6_PUBLIC) ipv6Public.addSubnet(net, prefix, 'ipv6');
const ipv6Except = new BlockList();
for (const [net, prefix] of IPV6_EXCEPT) ipv6Except.addSubnet(net, prefix, 'ipv6');

/**
 * Says whether an IP address (IPv4 or IPv6, without brackets) lies outside the public internet. An IPv6 address that
 * only wraps an IPv4 one (mapped, NAT64, 6to4, Teredo) is refused as well: what it reaches depends on the network.
 * Anything that is no IP address counts as private.
 */
export function isPrivateAddress(ip: string): boolean {
  const bare = ip.split('%')[0] ?? '';
  switch (isIP(bare)) {
    case 4:
      return ipv4.check(bare, 'ipv4');
    case 6:
      return !ipv6Public.check(bare, 'ipv6') || ipv6Except.check(bare, 'ipv6');
    default:
      return true;
  }
}
