/** Limits of the broker, as in `emqx/emqx.conf`: a device must not notice which broker it talks to. */
export const LIMITS = {
  packetBytes: 1_048_576,
  /** Of one device; above it the broker reads more slowly. */
  bytesPerSecond: 2_097_152,
  clientidBytes: 128,
  topicLevels: 16,
  subscriptionsPerSession: 20,
  queuedMessages: 1_000,
  /** QoS 2 messages that a device has begun and not released. */
  awaitingRelease: 100,
  /** From the TCP connection to CONNECT. */
  connectTimeoutMs: 10_000,
  /** How long a session with clean_session = 0 outlives its connection. */
  sessionExpirySeconds: 7_200,
} as const;
