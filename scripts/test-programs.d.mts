export function testProgram(name: string): Promise<Uint8Array | undefined>;
