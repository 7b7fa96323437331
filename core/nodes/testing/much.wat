;; Writes its first argument's length in MiB: zero bytes.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 18)
  (func (export "_start")
    (local $left i32)
    (drop (call $args_sizes (i32.const 16) (i32.const 20)))
    (drop (call $args (i32.const 32) (i32.const 1024)))
    ;; From the second argument to the end, without its zero byte.
    (local.set $left (i32.sub (i32.sub (i32.add (i32.const 1024) (i32.load (i32.const 20))) (i32.load (i32.const 36))) (i32.const 1)))
    (local.set $left (i32.mul (local.get $left) (i32.const 1048576)))
    ;; A host may take less than it is given.
    (loop $next
      (if (local.get $left)
        (then
          (i32.store (i32.const 0) (i32.const 65536))
          (i32.store (i32.const 4) (select (local.get $left) (i32.const 1048576) (i32.lt_u (local.get $left) (i32.const 1048576))))
          (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)) (then unreachable))
          (local.set $left (i32.sub (local.get $left) (i32.load (i32.const 12))))
          (br $next))))))
