import type { Position } from '../plan.ts';
import type { ScalarNode } from './node.ts';

/** The place in the file of an offset in a text's value; near it where quotes or line ends make the two differ. */
export function placeInText(node: ScalarNode, offset: number): Position {
  if (typeof node.value !== 'string') return node.at;
  let index = -1;
  let open = -1;
  for (let at = node.value.indexOf('${{'); at >= 0 && at <= offset; at = node.value.indexOf('${{', at + 3)) {
    index += 1;
    open = at;
  }
  const place = node.expressions[index];
  if (place !== undefined) return moved(place, node.value.slice(open, offset));
  const plain = node.source === node.value;
  return plain ? moved(node.at, node.value.slice(0, offset)) : node.at;
}

function moved(from: Position, over: string): Position {
  return over.includes('\n') ? from : { ...from, column: from.column + over.length };
}
