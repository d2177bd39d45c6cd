import { createTheme, type MantineColorsTuple } from '@mantine/core';

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
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
});
