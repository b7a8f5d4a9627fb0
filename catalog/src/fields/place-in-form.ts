/** Where a field stands in the form, and which kind of connection can fill it. */
export interface PlaceInForm {
  readonly section: string;
  readonly connection?: string;
}
