import { secret, Type } from '../type.ts';

const username = Type.String({ title: { en: 'User name', zh: '用户名' }, minLength: 1 });

/** Who signs in, by a password. */
export const credential = {
  username,
  password: secret({ title: { en: 'Password', zh: '密码' } }),
};

/** Who signs in, where a token may stand in the password's place. */
export const credentialOrToken = {
  username,
  password: secret({ title: { en: 'Password or token', zh: '密码或令牌' } }),
};
