import { READINGS } from '../../syntax/keywords.ts';
import { stageInstructions } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mixed-case-instructions',
  aliases: ['ConsistentInstructionCasing'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'All instructions of a file should be written in the same case',
  docs: `BuildKit reads \`RUN\`, \`run\` and \`Run\` alike. People do not: an instruction in another case than the rest is easily taken for a part of the line above. The case that most instructions have wins, capitals when it is a draw. ARG before the first FROM is not looked at.

The fix is safe: the case of an instruction has no meaning.`,
  messages: {
    lower: 'Most instructions of this file are in lower case, `{keyword}` is not. Write `{expected}`.',
    upper: 'Most instructions of this file are in capitals, `{keyword}` is not. Write `{expected}`.',
  },
  fixes: { match: { title: 'Write `{expected}`', safe: true } },
  check({ file, report }) {
    // What is no instruction is an error, and no matter of case.
    const instructions = stageInstructions(file).filter(({ name }) => READINGS.has(name));
    let balance = 0;
    for (const { name, keyword } of instructions) {
      // `name` is in upper case.
      if (keyword.value === name) balance--;
      else if (keyword.value === name.toLowerCase()) balance++;
    }
    const isLower = balance > 0;
    for (const { name, keyword } of instructions) {
      const expected = isLower ? name.toLowerCase() : name;
      if (keyword.value === expected) continue;
      report(
        keyword,
        isLower ? 'lower' : 'upper',
        { keyword: keyword.value, expected },
        { fix: 'match', args: { expected }, edits: [{ span: keyword, newText: expected }] },
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine\n«run» apk add curl\nUSER nobody\n',
      message: 'upper',
      fixed: 'FROM alpine\nRUN apk add curl\nUSER nobody\n',
    },
    {
      bad: 'from alpine\nrun apk add curl\n«User» nobody\n',
      message: 'lower',
      fixed: 'from alpine\nrun apk add curl\nuser nobody\n',
    },
    {
      good: 'FROM alpine\nRUN apk add curl\nthen rest\n',
      note: 'An unknown instruction is an error already.',
    },
    { good: 'FROM alpine\nRUN apk add curl\n' },
    { good: 'from alpine\nrun apk add curl\n' },
  ],
});
