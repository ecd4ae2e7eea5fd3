import type { ConnectError } from "@connectrpc/connect";

/** What Node names failures of TLS: those of OpenSSL, and verdicts on the server's certificate. */
const tlsFailure = /^(ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/,
    "The server speaks no TLS: leave out use_ssl; a token alone also asks for it.",
  ],
  [
    tlsFailure,
    "The server's certificate does not stand the test: name its authority in NODE_EXTRA_CA_CERTS, and use the name that it is made for.",
  ],
  [/^ENOTFOUND$/, "No such name is known: check the host."],
];

/** How the network failed: the code that Node gives, as `ECONNREFUSED`. */
export function networkCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = (at as { code?: unknown }).code;
    if (typeof code === "string") return code;
  }
  return undefined;
}

/** Whether another attempt would fail alike: no name, no trust. */
export function failsForGood(error: ConnectError): boolean {
  const code = networkCode(error);
  return code !== undefined && (code === "ENOTFOUND" || tlsFailure.test(code));
}

/** What the person can do about it; undefined where the code says nothing more than the message. */
export function networkHint(error: ConnectError): string | undefined {
  const code = networkCode(error);
  return code === undefined ? undefined : hints.find(([pattern]) => pattern.test(code))?.[1];
}
