// Tables in the shape of TPC-H as Parquet files, made by DuckDB from hashes of their keys: the same rows on each machine, no generator to download.
// Values have the domains that the queries ask for (dates 1992 to 1998, 25 nations, brands, segments …), texts are shorter than dbgen's.
import { DuckDBInstance } from "@duckdb/node-api";

const nations =
  "ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,GERMANY 3,INDIA 2,INDONESIA 2,IRAN 4,IRAQ 4,JAPAN 2,"
    .concat(
      "JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,CHINA 2,ROMANIA 3,SAUDI ARABIA 4,VIETNAM 2,RUSSIA 3,UNITED KINGDOM 3,UNITED STATES 1",
    )
    .split(",")
    .map((text, key) => `(${key}, '${text.slice(0, -2)}', ${text.slice(-1)}, 'nation ${key}')`);
const regions = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"].map(
  (name, key) => `(${key}, '${name}', 'region')`,
);

/** A whole number from 0 below `bound`, told by a key and the name of the column. */
const below = (bound, key, salt) => `(hash(${key}, '${salt}') % ${bound})::INTEGER`;
const oneOf = (words, key, salt) =>
  `([${words.map((word) => `'${word}'`).join(",")}])[1 + ${below(words.length, key, salt)}]`;
const money = (low, high, key, salt) =>
  `((${low * 100} + ${below((high - low) * 100, key, salt)}) / 100)::DECIMAL(15,2)`;
const text = (words, key, salt) =>
  Array.from({ length: words }, (_, index) => oneOf(vocabulary, key, `${salt}${index}`)).join(" || ' ' || ");
const vocabulary =
  "packages special requests pending accounts deposits foxes ideas theodolites pinto beans express regular final carefully quickly furiously".split(
    " ",
  );
const colours =
  "almond azure blue brown chocolate coral cream forest ghost green honeydew indian ivory khaki lemon linen".split(" ");
const phone = (key, nation) =>
  `(${nation} + 10)::VARCHAR || '-' || (100 + ${below(900, key, "p1")}) || '-' || (100 + ${below(900, key, "p2")}) || '-' || (1000 + ${below(9000, key, "p3")})`;

/** The eight tables for a scale factor (1: six million line items), as `SELECT`s of DuckDB. */
function tables(scale) {
  const [parts, suppliers, customers, orders] = [200_000, 10_000, 150_000, 1_500_000].map((count) =>
    Math.round(count * scale),
  );
  const brand = `'Brand#' || (1 + ${below(5, "k", "b1")}) || (1 + ${below(5, "k", "b2")})`;
  const type = [
    oneOf(["STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"], "k", "t1"),
    oneOf(["ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"], "k", "t2"),
    oneOf(["TIN", "NICKEL", "BRASS", "STEEL", "COPPER"], "k", "t3"),
  ].join(" || ' ' || ");
  const container = [
    oneOf(["SM", "LG", "MED", "JUMBO", "WRAP"], "k", "c1"),
    oneOf(["CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"], "k", "c2"),
  ].join(" || ' ' || ");
  const supplierOf = (part, index) =>
    `(${part} + ${index} * (${suppliers} // 4 + ${part} // ${suppliers})) % ${suppliers}`;
  return {
    region: `SELECT * FROM (VALUES ${regions.join(",")}) r(r_regionkey, r_name, r_comment)`,
    nation: `SELECT * FROM (VALUES ${nations.join(",")}) n(n_nationkey, n_name, n_regionkey, n_comment)`,
    supplier: `SELECT k AS s_suppkey, 'Supplier#' || lpad(k::VARCHAR, 9, '0') AS s_name, ${text(2, "k", "sa")} AS s_address, n AS s_nationkey,
      ${phone("k", "n")} AS s_phone, ${money(-1000, 10000, "k", "sb")} AS s_acctbal,
      CASE WHEN ${below(2000, "k", "cc")} = 0 THEN 'Customer angry Complaints' ELSE ${text(4, "k", "sc")} END AS s_comment
      FROM (SELECT k, ${below(25, "k", "sn")} AS n FROM range(${suppliers}) r(k))`,
    part: `SELECT k AS p_partkey, ${oneOf(colours, "k", "n1")} || ' ' || ${oneOf(colours, "k", "n2")} AS p_name,
      'Manufacturer#' || (1 + ${below(5, "k", "m")}) AS p_mfgr, ${brand} AS p_brand, ${type} AS p_type, 1 + ${below(50, "k", "ps")} AS p_size,
      ${container} AS p_container, ${money(900, 2000, "k", "pp")} AS p_retailprice, ${text(2, "k", "pc")} AS p_comment
      FROM range(${parts}) r(k)`,
    partsupp: `SELECT k AS ps_partkey, ${supplierOf("k", "i")} AS ps_suppkey, ${below(10_000, "k, i", "pq")} AS ps_availqty,
      ${money(1, 1000, "k, i", "pc")} AS ps_supplycost, ${text(4, "k, i", "px")} AS ps_comment
      FROM range(${parts}) r(k), range(4) s(i)`,
    customer: `SELECT k AS c_custkey, 'Customer#' || lpad(k::VARCHAR, 9, '0') AS c_name, ${text(2, "k", "ca")} AS c_address, n AS c_nationkey,
      ${phone("k", "n")} AS c_phone, ${money(-1000, 10000, "k", "cb")} AS c_acctbal,
      ${oneOf(["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"], "k", "cs")} AS c_mktsegment, ${text(5, "k", "cc")} AS c_comment
      FROM (SELECT k, ${below(25, "k", "cn")} AS n FROM range(${customers}) r(k))`,
    orders: `SELECT k AS o_orderkey, ${below(customers, "k", "oc")} // 3 * 3 AS o_custkey, ${oneOf(["F", "O", "P"], "k", "os")} AS o_orderstatus,
      ${money(900, 450_000, "k", "ot")} AS o_totalprice, DATE '1992-01-01' + ${below(2406, "k", "od")} AS o_orderdate,
      ${oneOf(["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"], "k", "op")} AS o_orderpriority,
      'Clerk#' || lpad(${below(1000, "k", "ok")}::VARCHAR, 9, '0') AS o_clerk, 0 AS o_shippriority, ${text(5, "k", "ox")} AS o_comment
      FROM range(${orders}) r(k)`,
    lineitem: `SELECT k AS l_orderkey, p AS l_partkey, ${supplierOf("p", "s")} AS l_suppkey, i + 1 AS l_linenumber, q::DECIMAL(15,2) AS l_quantity,
      (q * (90_000 + p % 20_000) / 100)::DECIMAL(15,2) AS l_extendedprice, (${below(11, "k, i", "ld")} / 100)::DECIMAL(15,2) AS l_discount,
      (${below(9, "k, i", "lt")} / 100)::DECIMAL(15,2) AS l_tax,
      CASE WHEN received > DATE '1995-06-17' THEN 'N' ELSE ${oneOf(["R", "A"], "k, i", "lf")} END AS l_returnflag,
      CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus, shipped AS l_shipdate,
      ordered + 30 + ${below(60, "k, i", "lc")} AS l_commitdate, received AS l_receiptdate,
      ${oneOf(["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"], "k, i", "li")} AS l_shipinstruct,
      ${oneOf(["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"], "k, i", "lm")} AS l_shipmode, ${text(3, "k, i", "lx")} AS l_comment
      FROM (SELECT *, shipped + 1 + ${below(30, "k, i", "lr")} AS received FROM (
        SELECT k, i, ${below(parts, "k, i", "lp")} AS p, ${below(4, "k, i", "ls")} AS s, 1 + ${below(50, "k, i", "lq")} AS q,
          DATE '1992-01-01' + ${below(2406, "k", "od")} AS ordered, ordered + 1 + ${below(121, "k, i", "lh")} AS shipped
        FROM range(${orders}) r(k), range(7) l(i) WHERE i <= ${below(7, "k", "ln")}))`,
  };
}

/** Writes each table as `<folder>/<table>.parquet`. */
export async function writeTables(folder, scale) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const [name, sql] of Object.entries(tables(scale))) {
    await connection.run(`COPY (${sql}) TO '${folder}/${name}.parquet' (FORMAT parquet, COMPRESSION snappy)`);
  }
  connection.closeSync();
}
export const tableNames = ["region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem"];
