import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a small chart that Helm lints without a warning. */
export function writeChart(directory: string, more = ''): void {
  mkdirSync(join(directory, 'templates'), { recursive: true });
  const file = (name: string, text: string) => writeFileSync(join(directory, name), text);
  file(
    'Chart.yaml',
    `apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: "2.0"\ndescription: A shop\nicon: https://shop.example/icon.svg\n${more}`,
  );
  file('values.yaml', 'greeting: hello\n');
  file(
    'templates/config.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  greeting: {{ .Values.greeting | quote }}\n',
  );
}
