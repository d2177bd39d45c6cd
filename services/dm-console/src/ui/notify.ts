import { notifications } from '@mantine/notifications';
import { messageOf } from './error-panel.tsx';

/** Says that something worked, in a corner; read out by screen readers. */
export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'teal', autoClose: 4_000 });
};

/** Says why something did not work; stays until it is closed. */
export const notifyError = (error: unknown): void => {
  notifications.show({ title: 'This did not work', message: messageOf(error), color: 'red', autoClose: false });
};
