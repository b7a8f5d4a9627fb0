/** A text for people, in the two languages of the product. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export type Language = keyof Words;
