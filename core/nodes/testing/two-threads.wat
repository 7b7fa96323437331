;; Starts a second thread (WASIX), waits until that has written its word into their memory, and writes it to its stdout.
(module
  (import "env" "memory" (memory 1 2 shared))
  (import "wasix_32v1" "thread_spawn_v2" (func $spawn (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (export "memory" (memory 0))
  ;; "word", little-endian.
  (func (export "wasi_thread_start") (param $thread i32) (param $start i32)
    (i32.store (i32.const 1024) (i32.const 0x64726f77))
    (i32.atomic.store (i32.const 64) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 64) (i32.const 1))))
  (func (export "_start")
    ;; Where its stack would begin, and how large it is.
    (i32.store (i32.const 128) (i32.const 65536))
    (i32.store (i32.const 184) (i32.const 16384))
    (if (call $spawn (i32.const 128) (i32.const 256)) (then (call $exit (i32.const 2))))
    (drop (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const 5000000000)))
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 4))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
