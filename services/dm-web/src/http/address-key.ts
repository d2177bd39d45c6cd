const IPV6_NETWORK_GROUPS = 4;

/**
 * What counts as one sender in a rate limit: an IPv4 address, or the /64 network of an IPv6 address, of which one household has all
 * 2^64 addresses.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, IPV6_NETWORK_GROUPS).join(':')}::/64`;
}
