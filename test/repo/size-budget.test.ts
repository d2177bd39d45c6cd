import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const MAX_LINES = 400;
const MAX_MEDIAN_LINES = 90;

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs'], { encoding: 'utf8' }).trim().split('\n');
const linesByFile = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));

test('no source file is longer than what one reads in a sitting', () => {
  expect(linesByFile.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
});

test('the median file stays small', () => {
  const sorted = linesByFile.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
});

test('process.env is read where a process starts, and nowhere else', () => {
  const sources = files.filter(
    (file) => /^(packages|services)\/[^/]+\/src\//.test(file) && !/main\.ts$|testkit|\.test\.ts/.test(file),
  );
  expect(sources.filter((file) => readFileSync(file, 'utf8').includes('process.env'))).toEqual([]);
});
