export function findBrowser(): string | undefined;
export function ensureBrowser(): string;
export function ensureFirefox(): string;
export const browserFlags: string[];
