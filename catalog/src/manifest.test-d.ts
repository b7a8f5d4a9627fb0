import type { EventKind } from '@stepyard/events';
import { expectTypeOf } from 'vitest';
import type { Deprecation, eventKinds, Manifest } from './manifest.ts';
import type { manifestSchema, traitSchema } from './manifest-schema.ts';
import type { Trait } from './trait.ts';

expectTypeOf<(typeof eventKinds)[number]>().toEqualTypeOf<EventKind>();

expectTypeOf<Exclude<keyof typeof manifestSchema.properties, '$schema'>>().toEqualTypeOf<keyof Manifest>();
expectTypeOf<Exclude<keyof typeof traitSchema.properties, '$schema'>>().toEqualTypeOf<keyof Trait>();
expectTypeOf<keyof typeof manifestSchema.properties.deprecated.properties>().toEqualTypeOf<
  keyof Deprecation
>();
