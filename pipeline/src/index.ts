export type { Ast, ExpressionProblem, Operator } from './expression/ast.ts';
export type { StatusAnswers } from './expression/call.ts';
export {
  type Evaluated,
  type EvaluationContext,
  evaluate,
  evaluateText,
  type TaskValues,
} from './expression/evaluate.ts';
export { type FunctionName, functions } from './expression/functions.ts';
export { parseExpression } from './expression/parse-expression.ts';
export { type References, references } from './expression/references.ts';
export { type ExpressionText, parseText, singleExpression } from './expression/text.ts';
export { type TypeScope, typeOf } from './expression/type-of.ts';
export type { ValueType } from './expression/value-type.ts';
export { formatProblems } from './format-problems.ts';
export { type IncludedPipeline, includeParts, type PartLoader } from './include/include-parts.ts';
export { idFrom } from './layout/ids.ts';
export { defaults } from './layout/layout.ts';
export { type ParsedPipeline, type PipelineDocument, parsePipeline } from './parse-pipeline.ts';
export type * from './plan.ts';
export { isExpression } from './planning/authored.ts';
export { asksStatus, evaluateAuthored, evaluateInputs, evaluateWhen } from './planning/evaluate-task.ts';
export { type Combination, combinationLimit, evaluateMatrix, expandMatrix } from './planning/matrix.ts';
export { namesOf, type TaskNames } from './planning/names.ts';
export { type Planned, type PlanOptions, planPipeline } from './planning/plan-pipeline.ts';
export { pipelineSchema } from './schema/pipeline-schema.ts';
export { toMermaid } from './show/mermaid.ts';
export { toText } from './show/plan-text.ts';
export type { ExecutorAbilities } from './validate/abilities.ts';
export { type ValidateOptions, validatePipeline } from './validate/validate-pipeline.ts';
