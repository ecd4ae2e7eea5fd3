import { autocompletion, type CompletionSource, closeCompletion } from "@codemirror/autocomplete";
import { indentWithTab } from "@codemirror/commands";
import { MySQL, SQLDialect, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import type { ApiError, Completions } from "../../web/wire.ts";
import { typingOver } from "./typing-over.ts";

/** Spark's SQL is near to MySQL's in what an editor has to know: names in backticks, texts in either quotes. */
const dialect = SQLDialect.define({
  ...MySQL.spec,
  doubleQuotedStrings: true,
  identifierQuotes: "`",
  hashComments: false,
});

/** Colours by the properties of the style sheet, so that they change with the theme. */
const look: Extension = [
  EditorView.theme({
    "&": { backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "14px" },
    "&.cm-focused": { outline: "2px solid var(--accent)" },
    ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--text)", minHeight: "120px" },
    ".cm-scroller": { maxHeight: "40vh", overflow: "auto" },
    ".cm-cursor": { borderLeftColor: "var(--text)" },
    ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--quiet)", border: "none" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "var(--accent-soft)",
    },
    ".cm-tooltip": { backgroundColor: "var(--surface)", border: "1px solid var(--border)", color: "var(--text)" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
      backgroundColor: "var(--accent-soft)",
      color: "var(--text)",
    },
    ".cm-diagnostic": { whiteSpace: "pre-wrap" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.keyword, color: "var(--blue)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--olive)" },
      { tag: tags.number, color: "var(--orange)" },
      { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
      { tag: [tags.typeName, tags.bool, tags.null], color: "var(--violet)" },
    ]),
  ),
];

/** What the page does with its editor. */
export interface SqlEditor {
  readonly text: string;
  /** The selected text, or all. */
  readonly toRun: { readonly text: string; readonly from: number };
  setText(text: string): void;
  complete(names: Completions): void;
  /** Marks where an error is; undefined takes the marks away. @param from - where the statement begins in the text */
  mark(error: ApiError | undefined, from: number): void;
  focus(): void;
  destroy(): void;
}

/** The server lets in the styles that the editor makes when they carry this. */
const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/** An editor for SQL. @param run - called on Ctrl+Enter, or Cmd+Enter */
export function createEditor(
  parent: HTMLElement,
  options: { readonly text: string; readonly run: () => void; readonly changed: (text: string) => void },
): SqlEditor {
  const language = new Compartment();
  const runKey = {
    key: "Mod-Enter",
    run: (view: EditorView) => {
      closeCompletion(view);
      options.run();
      return true;
    },
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([runKey])),
        basicSetup,
        typingOver,
        // Its icons are characters that few fonts have.
        autocompletion({ icons: false }),
        // Tab leaves the editor with Escape before, as readers of CodeMirror know it.
        keymap.of([indentWithTab]),
        language.of(sql({ dialect })),
        look,
        EditorView.cspNonce.of(nonce()),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "SQL" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    get toRun() {
      const { from, to, empty } = view.state.selection.main;
      return empty ? { text: this.text, from: 0 } : { text: view.state.sliceDoc(from, to), from };
    },
    setText(text) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
      });
    },
    complete({ tables, functions }) {
      const schema = Object.fromEntries(
        tables.map(({ sqlName, columns }) => [sqlName, columns.map(({ name }) => name)]),
      );
      const calls = functions.map((name) => ({ label: name, type: "function", apply: `${name}(` }));
      const support = sql({ dialect, schema });
      const completeCalls: CompletionSource = (context) => {
        const word = context.matchBefore(/\w+/);
        return word === null ? null : { from: word.from, options: calls, validFor: /^\w*$/ };
      };
      const named = dialect.language.data.of({ autocomplete: completeCalls });
      view.dispatch({ effects: language.reconfigure([support, named]) });
    },
    mark(error, from) {
      const length = view.state.doc.length;
      const { start, stop, message } = error ?? {};
      const place =
        start === undefined
          ? []
          : [{ from: Math.min(length, from + start), to: Math.min(length, from + (stop ?? start + 1)) }];
      view.dispatch(
        setDiagnostics(
          view.state,
          place.map((at) => ({ ...at, severity: "error" as const, message: message ?? "" })),
        ),
      );
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
