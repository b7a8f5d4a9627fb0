/** Does the work for all items, two at a time; gives the results in the order of the items. */
export async function twoAtATime<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const left = entries(items);
  async function worker(): Promise<void> {
    // One that fails ends the iteration for the other too.
    for (const [index, item] of left) results[index] = await work(item);
  }
  const ends = await Promise.allSettled([worker(), worker()]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}

function* entries<T>(items: readonly T[]): Generator<[number, T]> {
  yield* items.entries();
}
