import { createRequire } from "node:module";
import type { Faker } from "@faker-js/faker";
import type { Random } from "./random.ts";

export type { Faker };

// Faker takes longer to load than a first record to make, so it is loaded when a field needs it. `require` keeps that synchronous.
const require = createRequire(import.meta.url);
let loaded: Faker | undefined;

/** Faker with the English locale, loaded at the first call. */
export function englishFaker(): Faker {
  loaded ??= (require("@faker-js/faker/locale/en") as { faker: Faker }).faker;
  return loaded;
}

/** A Faker that takes its random numbers from `random` and counts relative dates from `referenceDate`. */
export function fakerOn(random: Random, referenceDate: () => Date): Faker {
  const english = englishFaker();
  // The locale's entry point exports an instance only; importing the class would load all locales.
  const FakerClass = english.constructor as typeof Faker;
  const faker = new FakerClass({
    locale: [english.rawDefinitions],
    randomizer: { next: () => random.unit(), seed: () => {} },
  });
  faker.setDefaultRefDate(referenceDate);
  return faker;
}
