/** What a microphone can be doing. */
export const micStates = [
  'idle', 'requesting', 'recording', 'paused', 'muted',
  'denied', 'dismissed', 'blocked-by-policy', 'insecure', 'unsupported', 'no-device', 'in-use', 'sandboxed',
] as const;

export type MicState = (typeof micStates)[number];

/** Code of the error of each state that is one. */
export const micCodes = {
  denied: 'RM4101',
  dismissed: 'RM4102',
  insecure: 'RM4103',
  unsupported: 'RM4104',
  sandboxed: 'RM4105',
  'no-device': 'RM4106',
  'in-use': 'RM4107',
  'blocked-by-policy': 'RM5005',
} as const satisfies Partial<Record<MicState, string>>;

/** Capturing, though maybe paused or muted. */
export const isActive = (state: MicState): boolean => state === 'recording' || state === 'paused' || state === 'muted';
