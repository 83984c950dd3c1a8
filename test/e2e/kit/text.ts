import type { Locator } from 'playwright-core';
import type { Editor } from './editor.ts';

/** The n-th place (0-based) where a text stands in the open editor, wherever its tokens are cut. */
export async function placeOf(editor: Editor, text: string, nth = 0): Promise<{ x: number; y: number }> {
  await editor.page.locator('.editor-instance .view-line').first().waitFor();
  const place = await editor.page.evaluate(
    ([wanted, index]) => {
      let left = index;
      for (const line of document.querySelectorAll('.editor-instance .view-line')) {
        // The editor draws blanks as no-break spaces.
        const drawn = (line.textContent ?? '').replaceAll('\u00a0', ' ');
        const start = drawn.indexOf(wanted);
        if (start < 0) continue;
        if (left-- > 0) continue;
        const range = document.createRange();
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        let offset = 0;
        let begun = false;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          if (!begun && start < offset + length) {
            range.setStart(node, start - offset);
            begun = true;
          }
          if (begun && start + wanted.length <= offset + length) {
            range.setEnd(node, start + wanted.length - offset);
            break;
          }
          offset += length;
        }
        const box = range.getBoundingClientRect();
        return { x: box.x + Math.min(box.width / 2, 20), y: box.y + box.height / 2 };
      }
      return undefined;
    },
    [text, nth] as const,
  );
  if (place === undefined) throw new Error(`the open editor does not show ${JSON.stringify(text)}`);
  return place;
}

/**
 * Rests the mouse on a text and answers what the hover says. Like a person, it looks again when nothing shows: a
 * hover asked for while the language server still starts stays empty until the mouse comes back.
 */
export async function hover(editor: Editor, text: string, nth = 0): Promise<string> {
  const { mouse } = editor.page;
  const shown = editor.page.locator('.monaco-hover:visible .hover-contents:visible');
  for (let look = 1; ; look++) {
    const { x, y } = await placeOf(editor, text, nth);
    await mouse.move(x, y - 60);
    await mouse.move(x, y, { steps: 4 });
    try {
      await shown.first().waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (look === LOOKS) throw error;
    }
  }
  // Parts come one after the other, each from another provider.
  for (let look = 0; ; look++) {
    await editor.page.waitForTimeout(500);
    const told = (await shown.allInnerTexts()).join('\n');
    if (look === 20 || !/^Loading/.test(told)) return told;
  }
}

const LOOKS = 8;

/** Puts the cursor at the end of the line that holds a text. */
export async function cursorAfterLine(editor: Editor, text: string): Promise<void> {
  const { x, y } = await placeOf(editor, text);
  await editor.page.mouse.click(x, y);
  await editor.page.keyboard.press('End');
}

/** Asks for completions at the cursor and answers their labels. */
export async function complete(editor: Editor): Promise<readonly string[]> {
  await editor.page.keyboard.press('Control+Space');
  const rows = editor.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await rows.first().waitFor();
  return rows.allInnerTexts();
}

/** Squiggles of the open editor. */
export const squiggles = (editor: Editor, severity: 'error' | 'warning' | 'info'): Locator =>
  editor.page.locator(`.editor-instance .squiggly-${severity}`);

/** Opens the Problems panel and answers the text of its rows once there is one. */
export async function problems(editor: Editor): Promise<readonly string[]> {
  await editor.runCommand('View: Focus Problems');
  const rows = editor.page.locator('.markers-panel .monaco-list-row');
  await rows.first().waitFor();
  return rows.allInnerTexts();
}
