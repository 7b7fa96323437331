;; Asks for what only WASIX has.
(module
  (import "wasix_32v1" "thread_spawn_v2" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_open" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
