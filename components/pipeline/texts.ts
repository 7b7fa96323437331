export const texts = { unsupported: 'This browser has no WebAssembly, which this needs.' };
