import { describe, expect, it } from 'vitest';
import { soundPlanOf } from '../testing/plan.ts';
import { toMermaid } from './mermaid.ts';
import { toText } from './plan-text.ts';

const plan = soundPlanOf(
  `
stepyard: 1
name: shop
title: 商店
inputs: { replicas: { type: integer, default: 2 } }
source: https://git.example/shop.git
environments: { test: {} }
scope: { tasks: 4 }
stages:
  - title: 构建
    parallel: true
    scope: { cpu: 2 }
    tasks:
      - id: compile
        title: Compile "it"
        template: build@1.2
        after: [{ template: script, when: always(), with: { script: x } }]
      - { id: test, template: script, needs: compile, allowFailure: true, with: { script: x } }
  - name: deploy
    tasks:
      - { id: ship, template: deploy, with: { namespace: "n-\${{ matrix.n }}" }, matrix: { values: { n: [a, b] } } }
      - { id: look, template: script, with: { script: x } }
finally:
  - { id: bye, template: script, when: failure(), with: { script: x } }
`,
  { environment: 'test' },
);

describe('pipeline/show', () => {
  it('shows a plan as text', () => {
    expect(toText(plan)).toBe(`商店 (shop), environment test, at most 4 tasks at once
  replicas = 2

Fetch code (source)
  Fetch code (source)  fetch-code@1.2.3

构建 (gou-jian), parallel, at most 2000m of CPU at once
  Compile "it" (compile)  build@1.2.3
  compile-after-1  script@1.0.0
    right after compile; when \${{ always() }}
  test  script@1.0.0
    after compile, compile-after-1; may fail

deploy
  ship  deploy@2.0.0
    for each n
  look  script@1.0.0

finally
  bye  script@1.0.0
    when \${{ failure() }}
`);
  });

  it('shows a plan as a Mermaid flow chart', () => {
    expect(toMermaid(plan)).toBe(`flowchart LR
  subgraph s0 ["Fetch code"]
    t0["Fetch code (source)<br/>fetch-code@1.2.3"]
  end
  subgraph s1 ["构建"]
    t1["Compile #34;it#34; (compile)<br/>build@1.2.3"]
    t2["compile-after-1<br/>script@1.0.0"]
    t3["test<br/>script@1.0.0"]
  end
  subgraph s2 ["deploy"]
    t4["ship<br/>deploy@2.0.0"]
    t5["look<br/>script@1.0.0"]
  end
  subgraph last ["finally"]
    t6["bye<br/>script@1.0.0"]
  end
  t1 --> t2
  t1 --> t3
  t2 --> t3
  t4 --> t5
  s0 --> s1
  s1 --> s2
  s2 -.-> last
`);
  });
});
