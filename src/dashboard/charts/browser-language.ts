// uPlot asks Intl for the browser's language while it is loaded. Browsers without one of their own, as in containers, name one that Intl
// refuses (`en-US@posix`), and no page would come up. Imported before uPlot.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
