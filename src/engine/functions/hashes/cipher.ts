import { type CipherGCMTypes, createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type SparkException, sparkError } from "../../../common/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { of } from "../parameters.ts";
import { type Script, script } from "../script.ts";
import { binaryType, stringType } from "../type-rules.ts";

type Mode = "ECB" | "CBC" | "GCM";

const paddings: Readonly<Record<Mode, string>> = { ECB: "PKCS", CBC: "PKCS", GCM: "NONE" };
const ivSizes: Readonly<Record<Mode, number>> = { ECB: 0, CBC: 16, GCM: 12 };
const tagSize = 16;

const quoted = (name: string): string => `\`${name}\``;

function modeOf(mode: string, padding: string): Mode {
  const name = mode.toUpperCase();
  const wanted = padding.toUpperCase();
  if (name in paddings && (wanted === "DEFAULT" || wanted === paddings[name as Mode])) return name as Mode;
  throw sparkError("UNSUPPORTED_FEATURE.AES_MODE", { mode, padding });
}

function checkKey(key: Uint8Array, functionName: string): void {
  if ([16, 24, 32].includes(key.length)) return;
  throw sparkError("INVALID_PARAMETER_VALUE.AES_KEY_LENGTH", {
    parameter: "`key`",
    functionName: quoted(functionName),
    actualLength: String(key.length),
  });
}

function cryptoError(functionName: string, error: unknown): SparkException {
  const parameters = { parameter: "`expr`, `key`", functionName: quoted(functionName), detailMessage: String(error) };
  return sparkError("INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", parameters, { cause: error });
}

function checkAad(mode: Mode, aad: Uint8Array, functionName: string): void {
  if (aad.length > 0 && mode !== "GCM")
    throw sparkError("UNSUPPORTED_FEATURE.AES_MODE_AAD", { mode, functionName: quoted(functionName) });
}

const gcm = (key: Uint8Array): CipherGCMTypes => `aes-${(key.length * 8) as 128 | 192 | 256}-gcm`;

/** What is encrypted stands behind the initialization vector, which is random where none is given; GCM's tag is last. */
function encrypt(
  value: Uint8Array,
  key: Uint8Array,
  modeName: string,
  padding: string,
  givenIv: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  checkKey(key, "aes_encrypt");
  const mode = modeOf(modeName, padding);
  const size = ivSizes[mode];
  if (givenIv.length > 0 && size === 0)
    throw sparkError("UNSUPPORTED_FEATURE.AES_MODE_IV", { mode, functionName: "`aes_encrypt`" });
  if (givenIv.length > 0 && givenIv.length !== size)
    throw sparkError("INVALID_PARAMETER_VALUE.AES_IV_LENGTH", {
      mode,
      parameter: "`iv`",
      functionName: "`aes_encrypt`",
      actualLength: String(givenIv.length),
    });
  checkAad(mode, aad, "aes_encrypt");
  const iv = givenIv.length > 0 ? givenIv : randomBytes(size);
  if (mode === "GCM") {
    const cipher = createCipheriv(gcm(key), key, iv).setAAD(aad);
    return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  }
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode.toLowerCase()}`, key, iv);
  return Buffer.concat([iv, cipher.update(value), cipher.final()]);
}

function decrypt(value: Uint8Array, key: Uint8Array, modeName: string, padding: string, aad: Uint8Array): Uint8Array {
  checkKey(key, "aes_decrypt");
  const mode = modeOf(modeName, padding);
  checkAad(mode, aad, "aes_decrypt");
  const size = ivSizes[mode];
  const iv = value.subarray(0, size);
  try {
    if (mode === "GCM") {
      const end = value.length - tagSize;
      const cipher = createDecipheriv(gcm(key), key, iv)
        .setAAD(aad)
        .setAuthTag(value.subarray(Math.max(end, 0)));
      return Buffer.concat([cipher.update(value.subarray(size, end)), cipher.final()]);
    }
    const cipher = createDecipheriv(`aes-${key.length * 8}-${mode.toLowerCase()}`, key, iv);
    return Buffer.concat([cipher.update(value.subarray(size)), cipher.final()]);
  } catch (error) {
    throw cryptoError("aes_decrypt", error);
  }
}

export const cipherScripts: readonly Script[] = [
  script(
    "js_aes_encrypt",
    [binaryType, binaryType, stringType, stringType, binaryType, binaryType],
    binaryType,
    encrypt,
    {
      volatile: true,
    },
  ),
  script("js_aes_decrypt", [binaryType, binaryType, stringType, stringType, binaryType], binaryType, decrypt),
  script(
    "js_try_aes_decrypt",
    [binaryType, binaryType, stringType, stringType, binaryType],
    binaryType,
    (...args: Parameters<typeof decrypt>) => {
      try {
        return decrypt(...args);
      } catch {
        return null;
      }
    },
  ),
];

const bytes = of(binaryType);
const text = of(stringType);

function decryption(name: string): ScalarFunction {
  return scalar({
    name,
    params: [bytes, bytes, text, text, bytes],
    optional: 3,
    printDefaults: ["GCM", "DEFAULT", ""],
    type: binaryType,
    nullable: true,
    sql: ([value, key, mode = "'GCM'", padding = "'DEFAULT'", aad = "''::BLOB"]) =>
      `js_${name}(${value}, ${key}, ${mode}, ${padding}, ${aad})`,
  });
}

export const ciphers: readonly ScalarFunction[] = [
  scalar({
    name: "aes_encrypt",
    params: [bytes, bytes, text, text, bytes, bytes],
    optional: 4,
    printDefaults: ["GCM", "DEFAULT", "", ""],
    type: binaryType,
    nullable: true,
    sql: ([value, key, mode = "'GCM'", padding = "'DEFAULT'", iv = "''::BLOB", aad = "''::BLOB"]) =>
      `js_aes_encrypt(${value}, ${key}, ${mode}, ${padding}, ${iv}, ${aad})`,
  }),
  decryption("aes_decrypt"),
  decryption("try_aes_decrypt"),
];
