import { configureGlobal } from "fast-check";

// The same random cases in every run, so that a red test is one's own change; MILLRACE_SEED looks at others.
configureGlobal({ seed: Number(process.env.MILLRACE_SEED ?? 20_261_122) });
