import { describe, expect, it } from "vitest";
import { fitTable, tableAsRecords, textTable } from "./text-table.ts";
import { clip, widthOf } from "./text-width.ts";

describe("widthOf and clip", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["é", 1],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["✓", 1],
    ["𠮷", 2],
    ["", 0],
  ])("%s takes %i columns", (text, width) => expect(widthOf(text)).toBe(width));

  it("cuts between signs, never within one", () => {
    expect(clip("日本語", 6)).toBe("日本語");
    expect(clip("日本語", 5)).toBe("日本…");
    expect(clip("日本語", 4)).toBe("日…");
    expect(clip("abc", 1)).toBe("…");
    expect(clip("abc", 0)).toBe("");
  });
});

describe("fitTable", () => {
  const left = [
    "+---+------------------+",
    "|id |text              |",
    "+---+------------------+",
    "|1  |a | b and much more|",
    "+---+------------------+",
  ];

  it("leaves a table that fits as it is", () => expect(fitTable(left, 24)).toEqual(left));

  it("cuts the widest columns, to the left and to the right, and what stands below", () => {
    expect(fitTable(left, 16)).toEqual([
      "+---+----------+",
      "|id |text      |",
      "+---+----------+",
      "|1  |a | b and…|",
      "+---+----------+",
    ]);
    const right = [...textTable(["n", "name"], [["1", "somebody with a long name"]]), "only showing top 1 row"];
    expect(fitTable(right, 20)).toEqual([
      "+---+--------------+",
      "|  n|          name|",
      "+---+--------------+",
      "|  1|somebody with…|",
      "+---+--------------+",
      "only showing top 1 …",
    ]);
  });

  it("counts wide signs as show() does, and fits them as the terminal does", () => {
    const wide = ["+--------+", "|t       |", "+--------+", "|日本語日|", "+--------+"];
    expect(fitTable(wide, 9)).toEqual(["+-------+", "|t      |", "+-------+", "|日本語…|", "+-------+"]);
  });

  it("gives up where nothing readable would be left; rows are written one below the other then", () => {
    const many = textTable(
      ["a", "name", "c"],
      [
        ["1", "a long text", "another text"],
        ["2", "x", "y"],
      ],
    );
    expect(fitTable(many, 16)).toBeUndefined();
    expect(tableAsRecords([...many, "only showing top 2 rows"])).toEqual(
      [
        "-RECORD 0------",
        " a    | 1",
        " name | a long text",
        " c    | another text",
        "-RECORD 1------",
        " a    | 2",
        " name | x",
        " c    | y",
        "only showing top 2 rows",
      ].map((line) => line.replace(/^(-RECORD \d)-+$/, "$1")),
    );
    expect(tableAsRecords(textTable(["a"], []))).toEqual(["(0 rows)"]);
  });
});
