const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const name = `(?=[^:/@]{1,253}(?![^:/@]))${label}(?:\\.${label})*`;
const host = new RegExp(`^(?:${name}|\\[[0-9A-Fa-f:.]{2,45}\\])(?::\\d{1,5})?$`);
const email = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${name}$`);

export function isHost(text: string): boolean {
  return host.test(text) && Number(/:(\d+)$/.exec(text)?.[1] ?? 0) <= 65535;
}

export function isEmail(text: string): boolean {
  return email.test(text) && !/^\.|\.\.|\.@/.test(text);
}

export function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text);
}
