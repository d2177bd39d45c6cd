import { Badge, createTheme, type MantineColorsTuple, Modal, Tooltip } from '@mantine/core';

/** Greys of the dark scheme, with a little blue in them; the last four are surfaces. */
const dark: MantineColorsTuple = [
  '#dbe2e7',
  '#b7c2ca',
  '#9aa6af',
  '#77838c',
  '#414c54',
  '#323a40',
  '#262d32',
  '#1c2125',
  '#14181b',
  '#0d1012',
];

/** Our one accent. Shade 8 on white and shade 4 on dark grey both have a contrast above 4.5:1. */
const petrol: MantineColorsTuple = [
  '#e9f7fa',
  '#d4ecf1',
  '#a8d8e2',
  '#79c3d3',
  '#55b1c6',
  '#3ca4bc',
  '#2b94ad',
  '#177d96',
  '#0e6b80',
  '#07566a',
];

export const theme = createTheme({
  colors: { petrol, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    Badge: Badge.extend({ styles: { root: { minWidth: 'max-content' }, label: { overflow: 'visible' } } }),
    Modal: Modal.extend({
      styles: { title: { fontWeight: 650 } },
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        // The page has its banner already; the head of a dialog is not a second one.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, withArrow: true } }),
  },
});
