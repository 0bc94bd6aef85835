"""What Numba's compiler made of a function, read from the texts that it keeps."""

import re

BLOCK = re.compile(r'^(?:"[^"\n]+"|[\w.$-]+):', re.M)
TARGET = re.compile(r'label %("[^"\n]+"|[\w.$-]+)')


def body(dispatcher):
    """LLVM's text of a compiled function, for its first signature, without the wrapper that Python calls."""
    signature = dispatcher.signatures[0]
    name = dispatcher.overloads[signature].fndesc.llvm_func_name
    text = dispatcher.inspect_llvm(signature)
    found = re.search(rf'^define [^\n]*@"?{re.escape(name)}"?\(.*?^}}', text, re.M | re.S)
    return found.group(0)


def loops(dispatcher):
    """Whether a compiled function goes over any of its blocks again: whether a loop is left in it."""
    text = body(dispatcher)
    begins = [*BLOCK.finditer(text)]
    ends = [one.start() for one in begins[1:]] + [len(text)]
    blocks = {
        one.group(0)[:-1]: set(TARGET.findall(text, one.end(), end)) for one, end in zip(begins, ends, strict=True)
    }
    while blocks:
        ended = [name for name, targets in blocks.items() if not targets & set(blocks)]
        if not ended:
            return True
        for name in ended:
            del blocks[name]
    return False


def python_calls(dispatcher):
    """Names of the functions of CPython that a compiled function calls, sorted."""
    return sorted(set(re.findall(r'call [^\n]*@"?(_?Py[A-Z]\w+)"?\(', body(dispatcher))))


def assembly_has(dispatcher, pattern):
    """Whether a pattern stands in the assembly of a compiled function, for its first signature."""
    return re.search(pattern, dispatcher.inspect_asm(dispatcher.signatures[0])) is not None
