import assert from 'node:assert/strict';
import { byteLength, decodeBinary, decodeBytes, encodeBinary } from '../../server/syntax/bytes.ts';
import { lowerCase, upperCase } from '../../server/syntax/characters.ts';
import { quote } from '../../server/syntax/quote.ts';

describe('bytes that are not UTF-8', () => {
  it('survive as one lone surrogate each', () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0xc0, 0x80);
    const text = decodeBytes(bytes);
    assert.equal(text, 'a\udcff\udcc3€\udced\udca0\udc80\udcf4\udc90\udcc0\udc80');
    assert.deepEqual(
      Uint8Array.from(encodeBinary(text), unit => unit.charCodeAt(0)),
      bytes,
    );
    assert.equal(decodeBinary(encodeBinary(text)), text);
  });
  it('are read back from any bytes at all', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 167 + (index >> 3)) & 0xff);
    assert.deepEqual(
      Uint8Array.from(encodeBinary(decodeBytes(bytes)), unit => unit.charCodeAt(0)),
      bytes,
    );
  });
  it('leave other text alone', () => {
    const text = '\ufeffé€😀\0\r\n';
    assert.equal(decodeBytes(new TextEncoder().encode(text)), text);
    assert.equal(byteLength(text, 0, text.length), new TextEncoder().encode(text).length);
    assert.equal(byteLength('a\udcffé', 0, 3), 4);
  });
});

describe('quoting', () => {
  it('is that of Go', () => {
    assert.equal(quote('a"\\\x07\b\f\n\r\t\v'), '"a\\"\\\\\\a\\b\\f\\n\\r\\t\\v"');
    assert.equal(quote('\0\x1b\x7f'), '"\\x00\\x1b\\x7f"');
    assert.equal(quote('é€😀\ufffd'), '"é€😀\ufffd"');
    assert.equal(
      quote('\u0085\u00a0\u00ad\u200b\ufeff\u{e0001}'),
      '"\\u0085\\u00a0\\u00ad\\u200b\\ufeff\\U000e0001"',
    );
    assert.equal(quote('\udcff\udc80'), '"\\xff\\x80"');
  });
});

describe('case', () => {
  it('is that of Go, code point by code point', () => {
    assert.equal(lowerCase('WOR\u212aDIR MA\u0130N ΑΣ'), 'workdir main ασ');
    assert.equal(lowerCase('A\udcff'), 'a\ufffd');
    assert.equal(upperCase('straße é\udcff'), 'STRAßE É\ufffd');
  });
});
