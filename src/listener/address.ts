import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { sparkError } from "../common/index.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether only this machine can reach an address. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Whether an address stands for all of this machine's. */
export function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/**
 * The addresses to listen at for a host. `localhost` is both of its addresses: clients try one or the other first, and another
 * process at the one that is left free would be sent this server's token.
 *
 * @throws SparkException SERVER_CANNOT_LISTEN.ADDRESS
 */
export async function addressesOf(host: string): Promise<readonly string[]> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (bare.toLowerCase() === "localhost") return ["127.0.0.1", "::1"];
  if (isIP(bare) !== 0) return [bare];
  try {
    return [(await lookup(bare)).address];
  } catch (cause) {
    throw sparkError("SERVER_CANNOT_LISTEN.ADDRESS", { host, reason: "the name is unknown" }, { cause });
  }
}

/**
 * How clients on this machine reach the server. In the clear it is `localhost` wherever that leads to it: clients send a token to no
 * other host without TLS.
 */
export function urlOf(host: string, address: string, port: number, secure: boolean): string {
  const local = isWildcard(address) || (isLoopback(address) && !secure);
  const name = local ? "localhost" : isIP(host) === 6 ? `[${host}]` : host;
  return `sc://${name}:${port}/${secure ? ";use_ssl=true" : ""}`;
}
