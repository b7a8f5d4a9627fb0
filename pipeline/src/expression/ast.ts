/** Where a part of an expression stands: offsets in the expression's text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Operator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Ast =
  | (Span & { readonly kind: 'literal'; readonly value: null | boolean | number | string })
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'field'; readonly of: Ast; readonly name: string; readonly nameAt: number })
  | (Span & { readonly kind: 'index'; readonly of: Ast; readonly index: Ast })
  | (Span & { readonly kind: 'call'; readonly name: string; readonly args: readonly Ast[] })
  | (Span & { readonly kind: 'not'; readonly of: Ast })
  | (Span & { readonly kind: 'binary'; readonly operator: Operator; readonly left: Ast; readonly right: Ast })
  | (Span & { readonly kind: 'choice'; readonly test: Ast; readonly then: Ast; readonly otherwise: Ast })
  | (Span & { readonly kind: 'list'; readonly items: readonly Ast[] });

/** What is wrong with an expression, and where in its text (0-based). */
export interface ExpressionProblem {
  readonly rule: string;
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** The parts that an expression consists of directly. */
export function children(ast: Ast): readonly Ast[] {
  switch (ast.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'field':
    case 'not':
      return [ast.of];
    case 'index':
      return [ast.of, ast.index];
    case 'call':
      return ast.args;
    case 'binary':
      return [ast.left, ast.right];
    case 'choice':
      return [ast.test, ast.then, ast.otherwise];
    case 'list':
      return ast.items;
  }
}

/** Calls `see` for the expression and every part of it. */
export function walk(ast: Ast, see: (part: Ast) => void): void {
  see(ast);
  for (const child of children(ast)) walk(child, see);
}
