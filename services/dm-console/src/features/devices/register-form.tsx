import { Input, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { clientidSchema, type DeviceCreate, deviceCreateSchema } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormActions } from '../../ui/form-actions.tsx';
import { problemWith, refusedField } from '../../ui/form-problems.ts';
import { WordsInput } from '../../ui/words-input.tsx';
import { type Registered, useRegisterDevice } from './device-api.ts';

type FormValues = { clientid: string; name: string; tags: string[]; secret: string; username: string; password: string };

/** Fields that are left empty are left out: the server then chooses. */
function toRequest({ clientid, name, tags, secret, username, password }: FormValues): DeviceCreate {
  return {
    clientid,
    ...(name.trim() && { name: name.trim() }),
    ...(tags.length > 0 && { tags }),
    ...(secret === 'own' && { password, ...(username && { username }) }),
  };
}

type RegisterFormProps = { onRegistered: (registered: Registered) => void; onCancel: () => void };

export function RegisterForm({ onRegistered, onCancel }: RegisterFormProps) {
  const register = useRegisterDevice();
  const { shape } = deviceCreateSchema;
  const form = useForm<FormValues>({
    initialValues: { clientid: '', name: '', tags: [], secret: 'generated', username: '', password: '' },
    validateInputOnChange: true,
    validate: {
      clientid: (value) => problemWith(clientidSchema, value),
      name: (value) => problemWith(shape.name, value),
      tags: (value) => problemWith(shape.tags, value),
      username: (value) => (value === '' ? null : problemWith(shape.username, value)),
      password: (value, { secret }) => (secret === 'own' ? problemWith(shape.password, value) : null),
    },
  });
  const submit = form.onSubmit((values) =>
    register.mutate(toRequest(values), {
      onSuccess: onRegistered,
      onError: (error) => {
        const field = refusedField(error);
        if (field !== null && field in values) form.setFieldError(field, error.message);
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Client ID"
          description="The MQTT client ID of the gateway, for example its serial number. It cannot be changed later."
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          required
          classNames={{ input: 'mono' }}
          {...form.getInputProps('clientid')}
        />
        <TextInput label="Name" description="What people call it (optional)" {...form.getInputProps('name')} />
        <WordsInput label="Tags" description="Press Enter after each (optional)" {...form.getInputProps('tags')} />
        <SecretFields form={form} />
        {register.isError && refusedField(register.error) === null && (
          <ErrorPanel error={register.error} title="The device was not registered" />
        )}
        <FormActions submitLabel="Register" isPending={register.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}

function SecretFields({ form }: { form: Pick<UseFormReturnType<FormValues>, 'values' | 'getInputProps'> }) {
  return (
    <>
      <Input.Wrapper label="Secret" labelElement="div">
        <SegmentedControl
          aria-label="Secret"
          fullWidth
          data={[
            { value: 'generated', label: 'Generate' },
            { value: 'own', label: 'Choose my own' },
          ]}
          {...form.getInputProps('secret')}
        />
      </Input.Wrapper>
      {form.values.secret === 'own' && (
        <>
          <TextInput
            label="User name"
            description="Generated when left empty"
            autoComplete="off"
            {...form.getInputProps('username')}
          />
          <PasswordInput
            label="Password"
            description="8 to 72 characters"
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
        </>
      )}
    </>
  );
}
