import assert from 'node:assert/strict';
import { errorsOf, outline, readScript } from './outline.ts';

/** Scripts without errors, and what they are. */
const READS: Readonly<Record<string, readonly [script: string, expected: string]>> = {
  'a command': ['apt-get install -y curl', 'apt-get install -y curl'],
  'several statements': ['a; b\nc & d', 'a; b; c &; d'],
  'lists on one level': ['a && b || c | d', '<a && b || [c | d]>'],
  'a list over lines': ['a &&\n  # why\n\n b |\n c', '<a && [b | c]>'],
  'a pipe of both streams': ['a |& b', '[a |& b]'],
  negation: ['! a | b && ! c', '<![a | b] && ![c]>'],
  'double negation': ['! ! a', 'a'],
  'time is a prefix': ['time -p make | tee log; time', '[make | tee log]; time'],
  'assignments before a command': ['A=1 B=$x cmd C=2', 'A=1 B=$x~‹$x› cmd C=2'],
  'assignments alone': ['A= B+=c D[1]=e', 'A= B+=c D=e'],
  'quoted subscripts': ['a["x]y"]=1 b', 'a=1 b'],
  arrays: ['a=(1 "$b" # c\n $(d))', 'a="(1 \\"$b\\" # c\\n $(d))"~‹=(1 $b~‹"‹$b›› "$(d)"~‹$(d››'],
  'arrays of declare': ['declare -a q=(x y)', 'declare -a "q=(x y)"~‹=(x y›'],
  'redirections anywhere': ['> f cmd a < g 2>>h b', 'cmd a b >f <g 2>>h'],
  'a word behind a redirection is an argument': ['echo >&2 "no"; exit', 'echo no >&2; exit'],
  'every redirection': [
    'c 2>/dev/null >&2 &>f <in 3<>x >|y 2>&- &>>z <<< "x$y"',
    'c 2>/dev/null >&2 &>f <in 3<>x >|y 2>&- &>>z <<<x$y~‹"‹$y››',
  ],
  'redirection alone': ['> file', ' >file'],
  'numbers are arguments': ['sleep 5 >f', 'sleep 5 >f'],
  'groups and subshells': ['{ a; b; } 2>&1 || (c; d) > f &', '<group{a; b} 2>&1 || sub{c; d} >f> &'],
  'braces in arguments': ['echo } { {} -exec x {} \\;', 'echo "}" "{" "{}" -exec x "{}" ";"'],
  if: ['if a; then b; elif c; then d; else e; fi > f', 'if(a){b} elif(c){d} else{e} >f'],
  'reserved words as arguments': ['echo if then fi; make done', 'echo if then fi; make done'],
  loops: ['while a; b; do c; done < f; until d; do e; done', 'while(a; b){c} <f; until(d){e}'],
  for: ['for i in a $b *.c; do d; done', 'for(i in a $b~‹$b› *.c~){d}'],
  'for without a list': ['for i do a; done; for j; do b; done', 'for(i in @){a}; for(j in @){b}'],
  'for with numbers': ['for ((i=0; i<n; i++)); do a; done', 'for( in ((‹$i $i $n $i›))){a}'],
  select: ['select x in a b\ndo c\ndone', 'for(x in a b){c}'],
  case: [
    'case "${arch##*-}" in (amd64|x86) A=x ;; *) echo >&2 no; exit 1 ;& b) esac',
    'case("${arch##*-}"~‹"‹$arch##*-››)amd64|x86){A=x}*~){echo no >&2; exit 1}b){}',
  ],
  functions: [
    'f() { a; }; function g { b; }; function h() ( c )',
    'function f{group{a}}; function g{group{b}}; function h{sub{c}}',
  ],
  'the old test': ['[ -z "$(ls)" ] && test -f x', '<[ -z "$(ls)"~‹"‹$(ls›› ] && test -f x>'],
  'the new test': [
    '[[ -f a && ( $b == c* || ! d ) && $e =~ ^(x|y )$z$ ]] || exit',
    '<[[ -f a "&&" "(" $b~‹$b› == c*~ "||" ! d ")" "&&" $e~‹$e› =~ "^(x|y )$z$"~‹$z› ]] || exit>',
  ],
  'arithmetic commands': ['((a = b + 1)) && let c=1', '<((‹$a $b›)) && let c=1>'],
  'two subshells, not arithmetic': ['((a) | b)', 'sub{[sub{a} | b]}'],
  comments: ['a#b # c\n# d\ne', 'a#b; e'],
  'a continuation': ['a \\\n  b\\\nc', 'a bc'],
  CRLF: ['a b\r\nc\r\n', 'a b; c'],
  'single quotes': ["echo 'a $b' c'd'e", 'echo "a $b" cde'],
  'double quotes': ['echo "a\\"b\\\\c\\d\\$e" "f"', 'echo "a\\"b\\\\c\\\\d$e" f'],
  'C quotes': ["echo $'a\\nb\\x41\\101\\u00e9\\''", 'echo "a\\nbAAé\'"'],
  'translated quotes': ['echo $"a"', 'echo a'],
  escapes: ['echo a\\ b \\$c \\;', 'echo "a b" $c ";"'],
  'globs are not static': [
    'rm *.c a? [ab]c {a,b} {1..3} ~/x "*" \'?\' \\*',
    'rm *.c~ a?~ [ab]c~ "{a,b}"~ "{1..3}"~ ~/x~ * ? *',
  ],
  'extended globs': ['rm !(a|b) @(c d)', 'rm "!(a|b)"~ "@(c d)"~'],
  parameters: [
    'echo $a ${b} $1 $@ $$ $? ${10} ${#c} ${!d} ${#} ${@}',
    'echo $a~‹$a› "${b}"~‹$b› $1~‹$1› $@~‹$@› $$~‹$$› $?~‹$?› "${10}"~‹$10› "${#c}"~‹$c#› "${!d}"~‹$d!› "${#}"~‹$#› "${@}"~‹$@›',
  ],
  'operators of parameters': [
    'echo ${a:-b} ${c%%.*} ${d/e/f} ${g:1:2} ${h^^} ${i[j]:+$k}',
    'echo "${a:-b}"~‹$a:-b› "${c%%.*}"~‹$c%%.*› "${d/e/f}"~‹$d/e/f› "${g:1:2}"~‹$g:1:2› "${h^^}"~‹$h^^› "${i[j]:+$k}"~‹$i:+$k~‹$k››',
  ],
  'an apostrophe in a quoted parameter': ['echo "${a:-it\'s}" b', 'echo "${a:-it\'s}"~‹"‹$a:-"it\'s"›› b'],
  substitutions: [
    'echo "$(a "b c" | d)e" `f \\`g\\`` <(h) >(i)',
    'echo "$(a \\"b c\\" | d)e"~‹"‹$([a "b c" | d]›› "`f \\\\`g\\\\``"~‹`f `g`~‹`g›› "<(h)"~‹<(h› ">(i)"~‹>(i›',
  ],
  'quotes inside quoted backticks': ['echo "`a \\"b c\\"`"', 'echo "`a \\\\\\"b c\\\\\\"`"~‹"‹`a "b c"››'],
  'arithmetic expansion': [
    'echo $((1 + $a * (b - 2))) $[c]',
    'echo "$((1 + $a * (b - 2)))"~‹$((‹$a $b›› $[c]~‹$((‹$c››',
  ],
  'a case inside a substitution': [
    'echo $(case a in b) c;; esac) d',
    'echo "$(case a in b) c;; esac)"~‹$(case(a)b){c}› d',
  ],
  'a dollar that means itself': ['grep ^a$ "$" $', 'grep ^a$ $ $'],
  heredocs: [
    'cat <<A > /f && echo\nhi $X \\$Y `ls`\nA\nb',
    '<cat <<A"hi $X \\\\$Y `ls`\\n"‹$X `ls› >/f && echo>; b',
  ],
  'several heredocs': [
    "cat <<A <<'B' <<-C\n$x\nA\n$y\nB\n\tz\n\tC\nd",
    'cat <<A"$x\\n"‹$x› <<B"$y\\n" <<-C"\\tz\\n"; d',
  ],
  'a heredoc in a substitution': ['a $(cat <<E\nx\nE\n) b', 'a "$(cat <<E\\nx\\nE\\n)"~‹$(cat <<E"x\\n"› b'],
  'a delimiter in quotes': ['cat <<"E F"\n$a\nE F\n', 'cat <<"E F""$a\\n"'],
};

/** Broken scripts: what is read all the same, and the errors. */
const RECOVERS: Readonly<
  Record<string, readonly [script: string, expected: string, errors: readonly string[]]>
> = {
  'an open quote': ['a; echo "b', 'a; echo b', ['unterminated-quote "']],
  'an open apostrophe': ["echo 'b", 'echo b', ["unterminated-quote '"]],
  'an open C quote': ["echo $'b", 'echo b', ["unterminated-quote $'"]],
  'an open substitution': ['a $(b c', 'a "$(b c"~‹$(b c›', ['unterminated-substitution $(']],
  'an open parameter': ['a ${b:-c', 'a "${b:-c"~‹$b:-c›', ['unterminated-substitution ${']],
  'open backticks': ['a `b', 'a `b~‹`b›', ['unterminated-substitution `']],
  'nothing behind &&': ['a &&', '<a>', ['missing-command &&']],
  'nothing behind a pipe': ['a | ; b', '[a]; b', ['missing-command |']],
  'an operator in front': ['&& a', 'a', ['unexpected-token &&']],
  'if without fi': ['if a; then b', 'if(a){b}', ['unterminated-block if']],
  'if without then': ['if a; b; fi; c', 'if(a; b){}; c', ['unterminated-block if']],
  'a loop without done in an if': [
    'if a; then for i in b; do c; fi; d',
    'if(a){for(i in b){c}}; d',
    ['unterminated-block for'],
  ],
  'a stray closer': ['a; done; b', 'a; b', ['unexpected-token done']],
  'a stray parenthesis': ['a) b', 'a; b', ['unexpected-token )']],
  'an open group': ['{ a; b', 'group{a; b}', ['unterminated-block {']],
  'an open subshell': ['(a; b', 'sub{a; b}', ['unterminated-block (']],
  'an open test': ['[[ -f x; then', '[[ -f x', ['unterminated-block [[', 'unexpected-token then']],
  'an open case': ['case a in b) c', 'case(a)b){c}', ['unterminated-block case']],
  'a redirection to nowhere': ['a > ; b', 'a >?; b', ['missing-word >']],
  'an open heredoc': ['cat <<E\na $b', 'cat <<E"a $b"‹$b›', ['unterminated-heredoc <<']],
  'a heredoc without a line': ['cat <<E', 'cat <<E""', ['unterminated-heredoc <<']],
  'a function without a body': ['f()', 'function f{}', ['missing-command )']],
  'the syntax of cmd': [
    'if not exist a (b)',
    'if(not exist a; sub{b}){}',
    ['unexpected-token (', 'unterminated-block if'],
  ],
};

describe('scripts of sh and bash', () => {
  for (const [name, [script, expected]] of Object.entries(READS)) {
    it(name, () => {
      const read = readScript(script);
      assert.equal(outline(read), expected);
      assert.deepEqual(errorsOf(read), []);
    });
  }
});

describe('broken scripts', () => {
  for (const [name, [script, expected, errors]] of Object.entries(RECOVERS)) {
    it(name, () => {
      const read = readScript(script);
      assert.equal(outline(read), expected);
      assert.deepEqual(errorsOf(read), errors);
    });
  }

  it('what is nested beyond reason is left unread', () => {
    for (const open of ['(', '$(', '{ ', '${a:-', 'if ', '"$(', '`\\`', 'a=(', '$((', '[[ $(', 'f() { ']) {
      const read = readScript(open.repeat(3000));
      assert.ok(read.errors.length > 0, open);
      assert.ok(read.errors.length < 400 || open.includes('`'), open);
    }
  });
});

describe('what a script mentions', () => {
  it('comments, reserved words and variables are listed in order', () => {
    const text = 'if $a; then # one\n echo "${b:-$c}" $((d))\nfi <<E # two\n$e\nE\n';
    const { comments, keywords, variables } = readScript(text);
    const textOf = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.deepEqual(comments.map(textOf), ['# one', '# two']);
    assert.deepEqual(keywords.map(textOf), ['if', 'then', 'fi']);
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['a', 'b', 'c', 'd', 'e'],
    );
    assert.deepEqual(
      variables.map(({ nameSpan }) => textOf(nameSpan)),
      ['a', 'b', 'c', 'd', 'e'],
    );
  });
});
