"""Three Java classes that Hive's engine asks for and PySpark's wheel leaves out, written as byte code.

They belong to LLAP, a daemon for Hive. MapReduce asks one thing of them, "does this run in an LLAP daemon?", and the
answer is no. Java's class-file format is chapter 4 of its virtual machine's specification.
"""

import os
import struct

STUB_PACKAGE = "org/apache/hadoop/hive/llap"
STUB_FALSE = b"\x03\xac"  # iconst_0, ireturn
STUB_NULL = b"\x01\xb0"  # aconst_null, areturn
STUB_VERSION = (0xCAFEBABE, 0, 49)  # Java 5: the last one for which no frames are to be written
STUB_PUBLIC, STUB_STATIC, STUB_CLASS, STUB_INTERFACE = 0x0001, 0x0008, 0x0020, 0x0600
STUB_CLASSES = {  # static methods of each: name, signature, code; one without is an interface
    "io/api/LlapIo": (),
    "io/api/LlapProxy": (
        ("isDaemon", "()Z", STUB_FALSE),
        ("getIo", f"()L{STUB_PACKAGE}/io/api/LlapIo;", STUB_NULL),
    ),
    "security/LlapSigner$Signable": (),
}


class StubPool:
    """Constants of a class file, which refers to them by their places, counted from one."""

    def __init__(self):
        self.entries = []

    def add(self, entry):
        """Place of a new constant."""
        self.entries.append(entry)
        return len(self.entries)

    def text(self, value):
        """Place of a new string."""
        return self.add(b"\x01" + struct.pack(">H", len(value)) + value.encode("ascii"))

    def reference(self, name):
        """Place of a new reference to a class."""
        return self.add(b"\x07" + struct.pack(">H", self.text(name)))

    def packed(self):
        """All constants as they stand in the file."""
        return struct.pack(">H", len(self.entries) + 1) + b"".join(self.entries)


def stub_method(pool, code_name, name, signature, code):
    """A static method without arguments that needs one place on the stack and has no local variable."""
    head = struct.pack(">HHHH", STUB_PUBLIC | STUB_STATIC, pool.text(name), pool.text(signature), 1)
    attribute = struct.pack(">HHI", 1, 0, len(code)) + code + bytes(4)  # no exceptions, no attributes of its own
    return head + struct.pack(">HI", code_name, len(attribute)) + attribute


def stub_class(name, methods):
    """Bytes of a public class whose static methods give a constant; of an interface where there are none."""
    pool = StubPool()
    this, above = pool.reference(name), pool.reference("java/lang/Object")
    code_name = pool.text("Code")
    body = b"".join(stub_method(pool, code_name, *method) for method in methods)
    kind = STUB_PUBLIC | (STUB_CLASS if methods else STUB_INTERFACE)
    about = struct.pack(">HHHHHH", kind, this, above, 0, 0, len(methods))  # no interfaces, no fields
    return struct.pack(">IHH", *STUB_VERSION) + pool.packed() + about + body + bytes(2)


def write_stubs(folder):
    """Write the classes below a folder, for a class path to name."""
    for short, methods in STUB_CLASSES.items():
        name = f"{STUB_PACKAGE}/{short}"
        path = os.path.join(folder, *f"{name}.class".split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(stub_class(name, methods))
