;; Writes its stdin to its stdout, the letters a to z as capitals.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (func (export "_start")
    (local $at i32) (local $letter i32)
    (loop $next
      (i32.store (i32.const 0) (i32.const 1024))
      (i32.store (i32.const 4) (i32.const 65536))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (if (i32.load (i32.const 8))
        (then
          (local.set $at (i32.const 0))
          (loop $letters
            (local.set $letter (i32.load8_u offset=1024 (local.get $at)))
            (if (i32.and (i32.ge_u (local.get $letter) (i32.const 97)) (i32.le_u (local.get $letter) (i32.const 122)))
              (then (i32.store8 offset=1024 (local.get $at) (i32.sub (local.get $letter) (i32.const 32)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $letters (i32.lt_u (local.get $at) (i32.load (i32.const 8)))))
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
          (br $next))))))
