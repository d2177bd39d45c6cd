import { Button, FileButton, Group, Menu } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { downloadJson } from '../../ui/download.ts';
import { plural } from '../../ui/format.ts';
import { notifyDone, notifyError } from '../../ui/notify.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { type ExportFormat, exportOperations, useImportOperations } from './operation-api.ts';

const FORMATS: Record<ExportFormat, { label: string; fileName: string }> = {
  tpedm: { label: 'Complete (TPEDM)', fileName: 'tpedm-operations.json' },
  'command-json': { label: 'For older installations (command.json)', fileName: 'command.json' },
};

/** Writes the catalogue to a file and reads one, in our form or that of older installations. */
export function TransferMenu({ forbidden }: { forbidden: string | undefined }) {
  const save = (format: ExportFormat) =>
    exportOperations(format)
      .then((file) => downloadJson(FORMATS[format].fileName, file))
      .catch(notifyError);
  return (
    <Group gap="xs">
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(FORMATS) as ExportFormat[]).map((format) => (
            <Menu.Item key={format} onClick={() => void save(format)}>
              {FORMATS[format].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ImportButton forbidden={forbidden} />
    </Group>
  );
}

function ImportButton({ forbidden }: { forbidden: string | undefined }) {
  const run = useImportOperations();
  const read = async (file: File | null) => {
    if (!file) return;
    try {
      const result = await run.mutateAsync(JSON.parse(await file.text()));
      const { categoriesAdded, operationsAdded, operationsUpdated } = result;
      notifyDone(
        `Imported: ${plural(categoriesAdded, 'new category', 'new categories')}, ${plural(operationsAdded, 'new operation')}, ${operationsUpdated} updated.`,
      );
    } catch (error) {
      notifyError(error instanceof SyntaxError ? new Error(`${file.name} is not JSON: ${error.message}`) : error);
    }
  };
  return (
    <FileButton
      onChange={(file) => void read(file)}
      accept="application/json,.json"
      inputProps={{ 'aria-label': 'Catalogue file' }}
    >
      {({ onClick }) => (
        <ReasonedButton
          variant="default"
          disabledReason={forbidden}
          onClick={onClick}
          loading={run.isPending}
          leftSection={<IconUpload size={16} aria-hidden />}
        >
          Import
        </ReasonedButton>
      )}
    </FileButton>
  );
}
