import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg, optionsColumn } from "./invoke.ts";

/** Functions of Spark that the embedded engine refuses by name: XML, methods of Java, geometries. A Spark cluster has them. */

/** A struct read from XML. */
export const fromXml = (col: Arg, schema: string | Column, options: Readonly<Record<string, string>> = {}): Column =>
  invoke("from_xml", col, given(schema), ...optionsColumn(options));
/** The schema of an XML text, as DDL. */
export const schemaOfXml = (xml: string | Column, options: Readonly<Record<string, string>> = {}): Column =>
  invoke("schema_of_xml", given(xml), ...optionsColumn(options));
/** The XML of a struct. */
export const toXml = (col: Arg, options: Readonly<Record<string, string>> = {}): Column =>
  invoke("to_xml", col, ...optionsColumn(options));
/** What a path finds in XML, as texts. */
export const xpath = (xml: Arg, path: Arg): Column => invoke("xpath", xml, path);
/** Whether a path finds something in XML. */
export const xpathBoolean = (xml: Arg, path: Arg): Column => invoke("xpath_boolean", xml, path);
/** The number that a path finds in XML. */
export const xpathDouble = (xml: Arg, path: Arg): Column => invoke("xpath_double", xml, path);
/** The number that a path finds in XML. */
export const xpathFloat = (xml: Arg, path: Arg): Column => invoke("xpath_float", xml, path);
/** The whole number that a path finds in XML. */
export const xpathInt = (xml: Arg, path: Arg): Column => invoke("xpath_int", xml, path);
/** The whole number that a path finds in XML. */
export const xpathLong = (xml: Arg, path: Arg): Column => invoke("xpath_long", xml, path);
/** The number that a path finds in XML. */
export const xpathNumber = (xml: Arg, path: Arg): Column => invoke("xpath_number", xml, path);
/** The whole number that a path finds in XML. */
export const xpathShort = (xml: Arg, path: Arg): Column => invoke("xpath_short", xml, path);
/** The text that a path finds in XML. */
export const xpathString = (xml: Arg, path: Arg): Column => invoke("xpath_string", xml, path);
/** Calls a static method of a Java class. */
export const javaMethod = (...cols: readonly Arg[]): Column => invoke("java_method", ...cols);
/** Calls a static method of a Java class. */
export const reflect = (...cols: readonly Arg[]): Column => invoke("reflect", ...cols);
/** Calls a static method of a Java class; null where it fails. */
export const tryReflect = (...cols: readonly Arg[]): Column => invoke("try_reflect", ...cols);
/** The WKB of a geometry. */
export const stAsbinary = (geo: Arg, endianness?: Arg): Column => invokeGiven("st_asbinary", geo, endianness);
/** The geography of a WKB. */
export const stGeogfromwkb = (wkb: Arg): Column => invoke("st_geogfromwkb", wkb);
/** The geometry of a WKB. */
export const stGeomfromwkb = (wkb: Arg, srid?: Arg | number): Column =>
  invokeGiven("st_geomfromwkb", wkb, numberOrArg(srid));
/** A geometry under another reference system. */
export const stSetsrid = (geo: Arg, srid: Arg | number): Column => invoke("st_setsrid", geo, numberOrArg(srid));
/** The reference system of a geometry. */
export const stSrid = (geo: Arg): Column => invoke("st_srid", geo);
