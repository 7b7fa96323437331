declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
declare module '*.zip' {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module '*.bin' {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module '*.wav' {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module '*.py' {
  const bytes: ArrayBuffer;
  export default bytes;
}
