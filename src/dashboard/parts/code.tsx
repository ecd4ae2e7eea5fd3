import type { JSX } from "preact";

/** Text as a machine writes it. What is too long scrolls, also by the keyboard. */
export function Code(props: { readonly label: string; readonly text: string; readonly wraps?: boolean }): JSX.Element {
  const { label, text, wraps = false } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section class={wraps ? "code wraps" : "code"} tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
