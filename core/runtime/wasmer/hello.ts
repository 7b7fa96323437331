/**
 * A program that writes `hello` to stdout. Where something is missing, the SDK runs any program in silence and says that all is well:
 * only output that arrives proves that programs run.
 *
 * ```wat
 * (module
 *   (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
 *   (memory (export "memory") 1)
 *   (data (i32.const 0) "\08\00\00\00\05\00\00\00hello")
 *   (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))))
 * ```
 */
export const helloProgram = (): Uint8Array => Uint8Array.from(atob(program), (character) => character.charCodeAt(0));
export const hello = 'hello';

const program =
  'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAIjARZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAADAgEBBQMBAAEHEwIGbWVtb3J5AgAGX3N0YXJ0AAEKDwENAEEBQQBBAUEQEAAaCwsTAQBBAAsNCAAAAAUAAABoZWxsbw==';
