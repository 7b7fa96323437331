/** Microphones and loudspeakers, and which of them the visitor chose. For pages only. */
export type DeviceKind = 'audioinput' | 'audiooutput';

export interface Device {
  id: string;
  /** Empty until the visitor has allowed the microphone once. */
  label: string;
}

const key = (kind: DeviceKind): string => `rm.device.${kind}`;

/** Devices of a kind, without the browser's own entries that stand for another. Empty where there is no list. */
export async function listDevices(kind: DeviceKind): Promise<Device[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => undefined)) ?? [];
  return all.filter((device) => device.kind === kind && !/^(default|communications|)$/.test(device.deviceId)).map(({ deviceId: id, label }) => ({ id, label }));
}

/** Tells when a device comes or goes, until the returned function is called. */
export function watchDevices(changed: () => void): () => void {
  const { mediaDevices } = navigator;
  mediaDevices?.addEventListener('devicechange', changed);
  return () => mediaDevices?.removeEventListener('devicechange', changed);
}

/** The device that was chosen on an earlier visit. Pages without storage remember nothing. */
export function rememberedDevice(kind: DeviceKind): string | undefined {
  try {
    return localStorage.getItem(key(kind)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param id undefined: the system's default. */
export function rememberDevice(kind: DeviceKind, id: string | undefined): void {
  try {
    if (id) localStorage.setItem(key(kind), id);
    else localStorage.removeItem(key(kind));
  } catch {
    // Then it holds for this visit.
  }
}
