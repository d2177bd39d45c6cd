/** Every key of the query cache. Keys that share a beginning are invalidated together. */
export const queryKeys = {
  session: ['session'],
  setup: ['setup'],
  ownSessions: ['own-sessions'],
  deviceLists: ['devices', 'list'],
  deviceList: (params: object) => ['devices', 'list', params],
  deviceSummary: ['devices', 'summary'],
  device: (clientid: string) => ['device', clientid],
  deviceConnection: (clientid: string) => ['device-connection', clientid],
  deviceEvents: (clientid: string) => ['device-events', clientid],
  commandLists: ['commands'],
  commandList: (params: object) => ['commands', params],
  command: (id: string) => ['command', id],
  operations: ['operations'],
  users: ['users'],
  tokens: ['tokens'],
  audit: ['audit'],
} as const;
