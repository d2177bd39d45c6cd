import { TagsInput, type TagsInputProps } from '@mantine/core';

/**
 * Takes any number of words, each ended by Enter. It suggests none, so its list never opens: an empty one that counts as open would
 * swallow the Escape that is meant for the dialog around it.
 */
export const WordsInput = (props: TagsInputProps) => <TagsInput dropdownOpened={false} {...props} />;
