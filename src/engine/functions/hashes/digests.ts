import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { sparkError } from "../../../common/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { constantInteger } from "../constant.ts";
import { scalar } from "../define.ts";
import { of } from "../parameters.ts";
import { type Script, script } from "../script.ts";
import { binaryType, intType, longType, stringType } from "../type-rules.ts";

const bytes = of(binaryType);

const sha2 = (value: Uint8Array, bits: number): string | null =>
  [0, 224, 256, 384, 512].includes(bits)
    ? createHash(`sha${bits === 0 ? 256 : bits}`)
        .update(value)
        .digest("hex")
    : null;

const hmacAlgorithms = ["SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-1", "MD5"];

function hmac(key: Uint8Array, message: Uint8Array, algorithm: string): Uint8Array {
  const name = algorithm.toUpperCase();
  if (!hmacAlgorithms.includes(name))
    throw sparkError("INVALID_PARAMETER_VALUE.HMAC_ALGORITHM", {
      parameter: "`algorithm`",
      functionName: "`hmac`",
      algorithm: `'${algorithm}'`,
    });
  return createHmac(name.replace("-", ""), key).update(message).digest();
}

export const digestScripts: readonly Script[] = [
  script("js_crc32", [binaryType], longType, (value: Uint8Array) => BigInt(crc32(value))),
  script("js_sha2", [binaryType, intType], stringType, sha2),
  script("js_hmac", [binaryType, binaryType, stringType], binaryType, hmac),
];

export const digests: readonly ScalarFunction[] = [
  scalar({ name: "md5", params: [bytes], type: stringType, sql: ([b]) => `md5(${b})` }),
  scalar({ name: "sha1", aliases: ["sha"], params: [bytes], type: stringType, sql: ([b]) => `sha1(${b})` }),
  scalar({
    name: "sha2",
    params: [bytes, of(intType)],
    type: stringType,
    nullable: true,
    sql: ([b, bits], call) =>
      [0, 256].includes(constantInteger(call.args[1]) ?? -1) ? `sha256(${b})` : `js_sha2(${b}, ${bits})`,
  }),
  scalar({ name: "crc32", params: [bytes], type: longType, sql: ([b]) => `js_crc32(${b})` }),
  scalar({
    name: "hmac",
    params: [bytes, bytes, of(stringType)],
    optional: 1,
    printDefaults: ["SHA-256"],
    type: binaryType,
    nullable: true,
    sql: ([key, message, algorithm = "'SHA-256'"]) => `js_hmac(${key}, ${message}, ${algorithm})`,
  }),
];
