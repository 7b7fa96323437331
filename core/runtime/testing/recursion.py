"""Every way we know to call oneself without end through C. Each must end in a Python exception, in every host."""

import ast
import copy
import functools
import importlib.util
import json
import pickle
import re
import sys

DEEP = 100_000


def nested_list():
    nested = []
    for _ in range(DEEP):
        nested = [nested]
    return nested


def nested_iterator(wrap):
    nested = iter([1])
    for _ in range(DEEP):
        nested = wrap(nested)
    return nested


def plain_function():
    def call():
        return call()

    call()


def sorted_key():
    def key(_):
        return sorted([1], key=key)

    key(1)


def sorted_key_with_a_raised_limit():
    sys.setrecursionlimit(1_000_000)
    try:
        sorted_key()
    finally:
        sys.setrecursionlimit(1000)


def getattr_hook():
    class A:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    A().y


def repr_hook():
    class A:
        def __repr__(self):
            return repr(self)

    repr(A())


def format_hook():
    class A:
        def __format__(self, _):
            return f"{self}"

    f"{A()}"


def call_hook():
    class A:
        def __call__(self):
            return self()

    A()()


def add_hook():
    class A:
        def __add__(self, other):
            return self + other

    A() + 1


def instance_check():
    class Meta(type):
        def __instancecheck__(cls, instance):
            return isinstance(instance, cls)

    class A(metaclass=Meta):
        pass

    isinstance(1, A)


def equality_of_cycles():
    a, b = [], []
    a.append(b)
    b.append(a)
    return a == b


def equality_of_lists():
    return nested_list() == nested_list()


def hash_hook():
    class A:
        def __hash__(self):
            return hash(self)

    hash(A())


def hash_of_tuples():
    nested = ()
    for _ in range(DEEP):
        nested = (nested,)
    hash(nested)


def draining_map():
    list(nested_iterator(lambda inner: map(str, inner)))


def draining_filter():
    list(nested_iterator(lambda inner: filter(None, inner)))


def draining_zip():
    list(nested_iterator(zip))


def map_in_map():
    def call(_):
        return list(map(call, [1]))

    call(1)


def await_in_await():
    async def call():
        await call()

    call().send(None)


def json_of_lists():
    json.loads("[" * DEEP)


def json_of_objects():
    json.loads('{"a":' * DEEP)


def json_dump():
    json.dumps(nested_list())


def repr_of_lists():
    repr(nested_list())


def deepcopy():
    copy.deepcopy(nested_list())


def pickled():
    pickle.dumps(nested_list())


def parentheses():
    eval("(" * DEEP + ")" * DEEP)


def unary_operators():
    eval("-" * DEEP + "1")


def binary_operators():
    eval("+".join(["1"] * DEEP))


def negations():
    eval("not " * DEEP + "1")


def lambdas():
    eval("lambda:" * DEEP + "1")


def conditional_expressions():
    eval("1 if 0 else " * DEEP + "1")


def else_ifs():
    compile("if a: pass\n" + "elif a: pass\n" * DEEP, "x", "exec")


def attribute_chain():
    compile("a" + ".b" * DEEP, "x", "exec")


def subscript_chain():
    ast.parse("x" + "[0]" * DEEP)


def regular_expression():
    re.compile("(" * DEEP + ")" * DEEP)


def exec_in_exec():
    source = "exec(source, {'source': source})"
    exec(source, {"source": source})


def partial_of_partial():
    def function():
        return 0

    for level in range(DEEP):
        # A keyword each, or functools folds them into one.
        function = functools.partial(lambda inner, level: inner(), function, level)
    function()


def generator_delegation():
    def generate():
        yield from generate()

    next(generate())


def import_chain():
    class Finder:
        def find_spec(self, name, path=None, target=None):
            return importlib.util.spec_from_loader(name, self) if name.startswith("chain_") else None

        def create_module(self, spec):
            return None

        def exec_module(self, module):
            __import__(f"chain_{int(module.__name__[6:]) + 1}")

    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        __import__("chain_0")
    finally:
        sys.meta_path.remove(finder)


def freeing_deep_lists():
    nested_list()
    raise RecursionError("freed, as it should be")


class Recursion:
    """Takes the name of a function above and gives the name of the exception that ended it."""

    def process(self, name):
        try:
            globals()[name]()
        except Exception as error:
            return type(error).__name__
        return "returned"
