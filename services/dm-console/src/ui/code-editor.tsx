import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useEffectEvent, useRef } from 'react';

export type CodeEditorProps = { value: string; onChange: (text: string) => void; labelledBy: string; describedBy: string };

const look = EditorView.theme({
  '&': { border: '1px solid var(--line)', borderRadius: '8px', backgroundColor: 'var(--page)', fontSize: 'var(--mono-size)' },
  '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', maxHeight: '340px', minHeight: '90px' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--mantine-color-dimmed)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--mantine-color-text)', border: '1px solid var(--line)' },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'light-dark(#0b5c70, #79c3d3)' },
  { tag: tags.string, color: 'light-dark(#246b32, #8fd19e)' },
  { tag: tags.number, color: 'light-dark(#9a4a00, #f0b37e)' },
  { tag: [tags.bool, tags.null], color: 'light-dark(#7a2f9c, #d3a4ea)' },
]);

/** Empty text means "no body", so it is no error. */
const lintUnlessEmpty = linter((view) => (view.state.doc.toString().trim() === '' ? [] : jsonParseLinter()(view)));

/** CodeMirror as a React input. Tab is left to move the focus on, as everywhere else on the page. */
export function CodeEditor({ value, onChange, labelledBy, describedBy }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const changed = useEffectEvent(onChange);
  const initialValue = useEffectEvent(() => value);

  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initialValue(),
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          indentOnInput(),
          bracketMatching(),
          json(),
          lintUnlessEmpty,
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-labelledby': labelledBy, 'aria-describedby': describedBy }),
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [labelledBy, describedBy]);

  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} />;
}
