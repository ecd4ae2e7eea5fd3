import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Absence, absences, classes, fields } from "./coverage.ts";

// The names of PySpark are recorded by scripts/spark/record-api-names.py. `npx vitest run test/api/coverage.test.ts -u` writes the page.

const recorded = JSON.parse(readFileSync(new URL("./pyspark-names.json", import.meta.url), "utf8")) as {
  readonly version: string;
  readonly classes: Readonly<Record<string, readonly string[]>>;
};

/** Names in Python may have underscores where JavaScript has capitals. */
const camelCase = (name: string): string =>
  name.replace(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** All that a class has, static or not, and what it inherits. */
function namesOf(name: string): ReadonlySet<string> {
  const found = new Set<string>(fields[name] ?? []);
  const ours = classes[name];
  for (
    let from: object | null | undefined = ours;
    from && from !== Function.prototype;
    from = Object.getPrototypeOf(from)
  )
    for (const key of Object.getOwnPropertyNames(from)) found.add(key);
  const made = (ours as { readonly prototype?: object } | undefined)?.prototype;
  for (
    let from: object | null | undefined = made;
    from && from !== Object.prototype;
    from = Object.getPrototypeOf(from)
  )
    for (const key of Object.getOwnPropertyNames(from)) found.add(key);
  return found;
}

interface Line {
  readonly name: string;
  readonly ours: string | undefined;
  readonly absence: Absence | undefined;
}

function linesOf(className: string, names: readonly string[]): Line[] {
  const ours = namesOf(className);
  const why = absences[className];
  return names.map((name) => ({
    name,
    ours: [name, camelCase(name)].find((form) => ours.has(form)),
    absence: why === undefined || "kind" in why ? (why as Absence | undefined) : (why as Record<string, Absence>)[name],
  }));
}

const all = Object.entries(recorded.classes).map(([name, names]) => ({ name, lines: linesOf(name, names) }));

test("each name of PySpark is there, or it is said why not", () => {
  const open = all.flatMap(({ lines, name }) =>
    lines
      .filter(({ absence, ours }) => ours === undefined && absence === undefined)
      .map((line) => `${name}.${line.name}`),
  );
  expect(open).toEqual([]);
  const both = all.flatMap(({ lines, name }) =>
    lines
      .filter(({ absence, ours }) => ours !== undefined && absence !== undefined)
      .map((line) => `${name}.${line.name}`),
  );
  expect(both).toEqual([]);
});

test("docs/api-coverage.md says so", async () => {
  await expect(page()).toMatchFileSnapshot("../../docs/api-coverage.md");
});

const words = { otherwise: "in another way", python: "Python only", refused: "not there" } as const;

function page(): string {
  const counts = all.map(({ lines, name }) => {
    const here = lines.filter(({ ours }) => ours !== undefined).length;
    const of = (kind: Absence["kind"]): number =>
      lines.filter(({ absence, ours }) => ours === undefined && absence?.kind === kind).length;
    return `| ${name} | ${lines.length} | ${here} | ${of("otherwise")} | ${of("python")} | ${of("refused")} |`;
  });
  const sections = all.flatMap(({ lines, name }) => {
    const here = lines.filter(({ ours }) => ours !== undefined).map(({ ours }) => `\`${ours}\``);
    const rest = lines.filter(({ ours }) => ours === undefined);
    return [
      `## ${name}`,
      ...(here.length > 0 ? [`There: ${here.join(", ")}.`] : []),
      ...(rest.length > 0
        ? [
            [
              "| name | | |",
              "| --- | --- | --- |",
              ...rest.map(
                ({ absence, name: missing }) => `| \`${missing}\` | ${words[absence!.kind]} | ${absence!.words} |`,
              ),
            ].join("\n"),
          ]
        : []),
    ];
  });
  return `${[
    "# PySpark's names in TypeScript",
    `The public names of the classes of PySpark ${recorded.version}, and how Millrace's TypeScript has them. Names with underscores are written with capitals: \`with_column\` would be \`withColumn\`. What the table calls Python only works for PySpark clients of \`millrace serve\`. The functions are in [functions.md](functions.md).`,
    "`npx vitest run test/api/coverage.test.ts -u` writes this page; the same test fails where it is no longer true.",
    [
      "| class | names | there | in another way | Python only | not there |",
      "| --- | --: | --: | --: | --: | --: |",
      ...counts,
    ].join("\n"),
    ...sections,
  ].join("\n\n")}\n`;
}
