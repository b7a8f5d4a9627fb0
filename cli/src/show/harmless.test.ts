import { describe, expect, it } from 'vitest';
import { harmless, logLine, oneLine, plain } from './harmless.ts';

describe('cli/show/harmless', () => {
  it('keeps text, lines, tabs and colours', () => {
    const text = 'a\tb\n\x1b[1;31mred\x1b[0m \x1b[38;5;208morange\x1b[m \x1b[48;2;1;2;3mdeep\x1b[49m 中文 ✓';
    expect(harmless(text)).toBe(text);
  });

  it.each([
    ['moves the cursor', 'a\x1b[2Ab\x1b[10;5Hc', 'abc'],
    ['clears the screen', '\x1b[2J\x1b[H\x1bcx', 'x'],
    ['sets the title', '\x1b]0;owned\x07x\x1b]2;owned\x1b\\y', 'xy'],
    ['opens a link', '\x1b]8;;http://bad.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['writes to the clipboard', '\x1b]52;c;cm0gLXJmIC8=\x07x', 'x'],
    ['has no end', 'x\x1b]0;never ended\ny', 'x\ny'],
    ['asks the terminal to answer', 'x\x1b[6n\x1b[c\x1b[5n\x1bP$qm\x1b\\y', 'xy'],
    ['switches to another screen', '\x1b[?1049hx\x1b[?1049l', 'x'],
    ['changes the keyboard', '\x1b[>4;2m\x1b=x\x1b>', 'x'],
    ['is a control sequence in one byte', 'x\x9b2Jy\x9d0;t\x9cz\x90q\x9c', 'xyz'],
    ['rings, goes back, feeds', 'x\x07\x08\x0b\x0c\x0e\x7fy\u0085', 'xy'],
    ['turns the direction of writing', 'a\u202egnp.exe\u2066b', 'agnp.exeb'],
    ['hides or blinks', '\x1b[8mx\x1b[28m\x1b[5;31my\x1b[6m', 'x\x1b[31my'],
    ['stands at the end, cut short', 'x\x1b[38;5', 'x'],
    ['switches the character set', '\x1b(0x\x1b)By', 'xy'],
  ])('takes out what %s', (_, given, left) => {
    expect(harmless(given)).toBe(left);
  });

  it('makes one plain line of a name', () => {
    expect(oneLine('\x1b[31mBuild\x1b[0m\n  and\ttest\x1b]0;x\x07')).toBe('Build and test');
    expect(plain('\x1b[31mred\x1b[0m')).toBe('red');
  });

  it('shows of a line what is left of it, and ends its colours', () => {
    expect(logLine('10 %\r50 %\r100 %\r')).toBe('100 %');
    expect(logLine('\x1b[32mok')).toBe('\x1b[32mok\x1b[0m');
    expect(logLine('plain')).toBe('plain');
    expect(logLine('')).toBe('');
  });
});
