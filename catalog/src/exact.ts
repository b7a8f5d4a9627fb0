/** Refuses properties that `Shape` does not have, which TypeScript lets pass for inferred type parameters. */
export type Exact<Given, Shape> = {
  [K in keyof Given]: K extends keyof Shape
    ? K extends 'default'
      ? Given[K]
      : Deep<Given[K], NonNullable<Shape[K]>>
    : never;
};

/** The value itself, if it has no property that `Shape` does not have. */
export type Exactly<Given, Shape> = Given & { readonly [K in Exclude<keyof Given, keyof Shape>]: never };

type Deep<Given, Shape> = Given extends readonly unknown[]
  ? Given
  : Given extends object
    ? Exact<Given, Shape>
    : Given;
