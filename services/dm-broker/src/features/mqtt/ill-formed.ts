/**
 * Whether a text had bytes that are not UTF-8, or a NUL. The MQTT parser puts U+FFFD in the place of such bytes; a text that really
 * holds U+FFFD is taken for one too, and no clientid or topic of ours does.
 */
export const isIllFormed = (text: string): boolean => text.includes('\uFFFD') || text.includes('\0');
