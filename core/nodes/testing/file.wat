;; Appends its stdin to a file it makes, tmp/note, behind what data/words.txt holds, and writes all of it to its stdout.
(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (data (i32.const 512) "data/words.txt")
  (data (i32.const 544) "tmp/note")
  (func $copy (param $from i32) (param $to i32)
    (loop $next
      (i32.store (i32.const 0) (i32.const 1024))
      (i32.store (i32.const 4) (i32.const 65536))
      (drop (call $read (local.get $from) (i32.const 0) (i32.const 1) (i32.const 8)))
      (if (i32.load (i32.const 8))
        (then
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (drop (call $write (local.get $to) (i32.const 0) (i32.const 1) (i32.const 12)))
          (br $next)))))
  ;; Exits with the error's number.
  (func $must (param $error i32) (if (local.get $error) (then (call $exit (local.get $error)))))
  (func (export "_start")
    (local $words i32) (local $note i32)
    ;; In the directory 3, the first that is mounted. Rights: 2 to read, 64 to write, 4 to seek. Flags: 1 to make it.
    (call $must (call $open (i32.const 3) (i32.const 0) (i32.const 512) (i32.const 14) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
    (local.set $words (i32.load (i32.const 16)))
    (call $must (call $open (i32.const 3) (i32.const 0) (i32.const 544) (i32.const 8) (i32.const 1) (i64.const 70) (i64.const 0) (i32.const 0) (i32.const 16)))
    (local.set $note (i32.load (i32.const 16)))
    (call $copy (local.get $words) (local.get $note))
    (call $copy (i32.const 0) (local.get $note))
    (call $must (call $seek (local.get $note) (i64.const 0) (i32.const 0) (i32.const 24)))
    (call $copy (local.get $note) (i32.const 1))))
