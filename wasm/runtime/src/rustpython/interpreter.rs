//! Starts RustPython, and wakes it after a snapshot.

use rustpython_vm::builtins::{PyModule, PyStrRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{Interpreter, PyObjectRef, PyRef, PyResult, Settings, VirtualMachine};
use std::cell::OnceCell;

/// Depth of Python calls that fits the stack of every host. Through map() or sorted(), 180 fit in 500 KB of V8's stack, 400
/// in its default of 984 KB.
const RECURSION_LIMIT: usize = 150;

/// Native modules that reach outside, or crash. `posix` is replaced by an empty one, which the importer asks for.
const REMOVED: [&str; 10] = [
    "_multiprocessing",
    "_posixsubprocess",
    "_socket",
    "_sqlite3",
    "faulthandler",
    "fcntl",
    "grp",
    "mmap",
    "resource",
    "select",
];

thread_local! {
    static INTERPRETER: OnceCell<Interpreter> = const { OnceCell::new() };
}

/// Calls with the interpreter of this thread.
///
/// # Panics
/// When [`start`] was not called.
pub fn with_vm<R>(call: impl FnOnce(&VirtualMachine) -> R) -> R {
    INTERPRETER.with(|interpreter| interpreter.get().expect("start was called").enter(call))
}

/// Starts this thread's interpreter. The arguments are CPython's; this one carries its library.
///
/// # Errors
/// What Python raised, which only a broken build does.
pub fn start(_search_paths: Option<&[&str]>, _library: Option<&str>) -> Result<(), String> {
    let fresh = INTERPRETER.with(|interpreter| {
        let fresh = interpreter.get().is_none();
        interpreter.get_or_init(make);
        fresh
    });
    if fresh {
        with_vm(|vm| {
            vm.recursion_limit.set(RECURSION_LIMIT);
            // The library replaces these; dropping them would close the host's streams.
            for name in ["stdin", "stdout", "stderr"] {
                std::mem::forget(vm.sys_module.get_attr(name, vm));
            }
        });
        call("configure", ())?;
    }
    Ok(())
}

fn make() -> Interpreter {
    let mut settings = Settings::default();
    // Repeatable builds and set orders; a snapshot freezes the seed anyway.
    settings.hash_seed = Some(1);
    settings.isolated = true;
    settings.ignore_environment = true;
    settings.import_site = false;
    settings.install_signal_handlers = false;
    // No finders of files: only native and frozen modules are importable.
    settings.allow_external_library = false;
    settings.path_list.clear();
    Interpreter::with_init(settings, |vm| {
        vm.add_native_modules(rustpython_stdlib::get_module_inits().filter(|(name, _)| !REMOVED.contains(&name.as_ref())));
        vm.add_native_module("posix", Box::new(|vm| vm.new_module("posix", vm.ctx.new_dict(), None)));
        vm.add_native_module("_remotemedia_host", Box::new(host));
        let library: &rustpython_vm::frozen::FrozenLib = include!(concat!(env!("OUT_DIR"), "/frozen.rs"));
        vm.add_frozen(library);
    })
}

/// What the library's Python needs from outside: a log and randomness.
fn host(vm: &VirtualMachine) -> PyRef<PyModule> {
    let dict = vm.ctx.new_dict();
    let functions = [
        ("write", vm.new_function("write", |text: PyStrRef| eprint!("{}", text.as_str()))),
        (
            "urandom",
            vm.new_function("urandom", |size: usize, vm: &VirtualMachine| -> PyResult<Vec<u8>> {
                let mut bytes = vec![0; size];
                getrandom::getrandom(&mut bytes).map_err(|error| vm.new_os_error(error.to_string()))?;
                Ok(bytes)
            }),
        ),
    ];
    for (name, function) in functions {
        dict.set_item(name, function.into(), vm).expect("a new dict takes items");
    }
    vm.new_module("_remotemedia_host", dict, None)
}

/// Imports what most nodes use, so that a snapshot of the heap holds it.
///
/// # Errors
/// The import that failed.
pub fn preload(_build_path: &str) -> Result<(), String> {
    call("preload", ())
}

/// Makes a snapshot's frozen state this run's own.
///
/// # Errors
/// What Python raised, which only a broken build does.
pub fn thaw() -> Result<(), String> {
    crate::log::start("info");
    call("thaw", (Vec::<PyObjectRef>::new(),))
}

/// Writes out what print() still holds: a last line without its end.
pub fn flush() {
    // A stderr that the author replaced or closed is theirs to lose.
    let _ = call("flush", ());
}

fn call(function: &str, arguments: impl rustpython_vm::function::IntoFuncArgs) -> Result<(), String> {
    with_vm(|vm| {
        let arguments: FuncArgs = arguments.into_args(vm);
        attribute(vm, "remotemedia._startup", function).and_then(|function| function.call(arguments, vm)).map(drop).map_err(
            |exception| {
                let mut text = String::new();
                let _ = vm.write_exception(&mut text, &exception);
                format!("Python's {function} failed: {text}")
            },
        )
    })
}

/// An attribute of a module of the library; the module is imported when it is not yet.
pub fn attribute(vm: &VirtualMachine, module: &str, name: &str) -> PyResult {
    // A dotted import gives the top package; sys.modules has the module itself.
    let module = vm.ctx.new_str(module);
    vm.import(&module, 0)?;
    vm.sys_module.get_attr("modules", vm)?.get_item(module.as_str(), vm)?.get_attr(&vm.ctx.new_str(name), vm)
}
