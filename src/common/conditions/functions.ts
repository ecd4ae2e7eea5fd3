import type { ConditionCatalogue, ErrorKind } from "./condition.ts";

const invalid = (sqlState: string, message: string, kind: ErrorKind = "runtime"): ConditionCatalogue[string] => ({
  sqlState,
  kind,
  message,
});

const parameter = (message: string): ConditionCatalogue[string] =>
  invalid("22023", `The parameter <parameter> of <functionName> is not valid: ${message}`);

const format = (message: string): ConditionCatalogue[string] =>
  invalid("42601", `The number format <format> is not valid: ${message}`, "analysis");

const pathForm = "A path is `$` and then segments as `[123]`, `.name`, `['name']` or `[\"name\"]`.";

/** Conditions that single functions raise for values which they cannot take. */
export const functionConditions: ConditionCatalogue = {
  "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH": parameter("a key has 16, 24 or 32 bytes, not <actualLength>."),
  "INVALID_PARAMETER_VALUE.AES_IV_LENGTH": parameter(
    "an initialization vector has 16 bytes for CBC and 12 for GCM, not <actualLength> for <mode>.",
  ),
  "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR": parameter("<detailMessage>"),
  "INVALID_PARAMETER_VALUE.HMAC_ALGORITHM": parameter(
    "the algorithms are 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-1' and 'MD5', not <algorithm>.",
  ),
  "INVALID_PARAMETER_VALUE.BINARY_FORMAT": parameter(
    "the formats are 'base64', 'hex' and 'utf-8', not <invalidFormat>.",
  ),
  "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE": {
    ...parameter("a position is in [0, <upper>), not <invalidValue>."),
    kind: "illegalArgument",
  },
  DATETIME_OVERFLOW: invalid("22008", "The result is beyond what dates and times can hold: <operation>.", "arithmetic"),
  _LEGACY_ERROR_TEMP_2128: invalid("42000", "As many keys as values make a map."),
  _LEGACY_ERROR_TEMP_3242: invalid(
    "22023",
    "Dates are counted in whole days, not by an <intervalType>.",
    "illegalArgument",
  ),
  _LEGACY_ERROR_TEMP_3243: invalid("22023", "No sequence leads from <start> to <stop> by <step>.", "illegalArgument"),
  "INVALID_PARAMETER_VALUE.OCCURRENCE": parameter("it is a positive number, not <actual>."),
  "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX": parameter(
    "groups are from 0 to <groupCount>, there is no <groupIndex>.",
  ),
  "INVALID_PARAMETER_VALUE.ZERO_INDEX": invalid(
    "22023",
    "The parameter <parameter> of <functionName> is not valid: arguments are %1$, %2$ and so on, there is no %0$.",
    "analysis",
  ),
  MALFORMED_CHARACTER_CODING: invalid("22000", "<function> met something that <charset> has no code for."),
  "UNSUPPORTED_FEATURE.AES_MODE": invalid("0A000", "There is no AES in mode <mode> with padding <padding>."),
  "UNSUPPORTED_FEATURE.AES_MODE_AAD": invalid(
    "0A000",
    "<functionName> takes no additional authenticated data in mode <mode>.",
  ),
  "UNSUPPORTED_FEATURE.AES_MODE_IV": invalid("0A000", "<functionName> takes no initialization vector in mode <mode>."),
  CANNOT_DECODE_URL: invalid(
    "22546",
    "The URL <url> cannot be decoded: a % stands before something else than two digits.",
    "illegalArgument",
  ),
  INVALID_URL: invalid("22P02", "<url> is not a valid URL; `try_parse_url` gives NULL instead.", "illegalArgument"),
  INVALID_UTF8_STRING: invalid("22029", "The bytes <str> are not valid UTF-8.", "illegalArgument"),
  CONVERSION_INVALID_INPUT: invalid(
    "22018",
    "<str> (<fmt>) cannot be converted to <targetType>, since it is malformed; <suggestion> gives NULL instead.",
  ),
  "INVALID_FORMAT.EMPTY": format("it is empty."),
  "INVALID_FORMAT.WRONG_NUM_DIGIT": format("it needs a digit at least."),
  "INVALID_FORMAT.WRONG_NUM_TOKEN": format("<token> may occur once."),
  "INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT": format("the currency sign stands before the digits."),
  "INVALID_FORMAT.CUR_MUST_BEFORE_DEC": format("the currency sign stands before the decimal point."),
  "INVALID_FORMAT.CONT_THOUSANDS_SEPS": format("separators of thousands have digits between them."),
  "INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC": format("separators of thousands stand before the decimal point."),
  "INVALID_FORMAT.UNEXPECTED_TOKEN": format("<token> does not belong there."),
  "INVALID_FORMAT.ESC_IN_THE_MIDDLE": format("the escape character does not precede <char>."),
  "INVALID_FORMAT.ESC_AT_THE_END": format("it does not end with the escape character."),
  "INVALID_FORMAT.MISMATCH_INPUT": {
    ...format("the input <inputType> <input> does not match it."),
    kind: "illegalArgument",
  },
  INVALID_FRACTION_OF_SECOND: invalid(
    "22023",
    "Seconds are from 0 to 59 with a fraction, or 60 without one, not <secAndMicros>; `try_make_timestamp` gives NULL instead.",
    "dateTime",
  ),
  INVALID_BITMAP_POSITION: invalid(
    "22003",
    "The bit <bitPosition> is outside of the bitmap, which has <bitmapNumBits> bits (<bitmapNumBytes> bytes).",
    "arithmetic",
  ),
  COUNTER_DIFF_NEGATIVE_COUNTER_VALUE: invalid(
    "22003",
    "<function> was given the counter <value>; counters are not negative.",
  ),
  COUNTER_DIFF_START_TIME_DECREASED: invalid(
    "22023",
    "The start time given to <function> went back from <previousStartTime> to <currentStartTime>.",
  ),
  VECTOR_DIMENSION_MISMATCH: invalid(
    "22000",
    "<functionName> takes vectors of one dimension, not of <leftDim> and <rightDim>.",
  ),
  INVALID_VECTOR_NORM_DEGREE: invalid(
    "22023",
    "The degree given to <functionName> is 1.0, 2.0 or float('inf'), not <degree>.",
  ),
  "INVALID_OPTIONS.NON_MAP_FUNCTION": invalid(
    "42K06",
    "Options are a map of constant strings: map('name', 'value').",
    "analysis",
  ),
  INVALID_VARIANT_CAST: invalid(
    "22023",
    "The variant `<value>` cannot be cast to `<dataType>`; `try_variant_get` gives NULL instead.",
  ),
  INVALID_VARIANT_GET_PATH: invalid("22023", `\`<path>\` is no path for \`<functionName>\`. ${pathForm}`),
  INVALID_VARIANT_PATH: invalid("22023", `'<path>' is no target for <functionName>. ${pathForm}`),
  VARIANT_PATH_TYPE_MISMATCH: invalid(
    "22023",
    "In <functionName> the path '<path>' does not fit the value at '<failedAt>'.",
  ),
  VARIANT_DUPLICATE_KEY: invalid("22023", "An object of a variant has the key `<key>` twice."),
  MALFORMED_VARIANT: invalid("22023", "The bytes of a variant are malformed."),
};
