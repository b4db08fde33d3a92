"""Makes the odd inputs of inputs.test in a directory."""
import os
import sys

os.chdir(sys.argv[1])


def write(name, data):
    with open(name, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


good = 'function f(a = "") {\n  image: "example.com/f:1"\n  args: ["""\n    one\n    ${a}\n    """]\n}\n'
write("empty.stash", "")
write("binary.stash", bytes(range(256)) * 10)
write("utf8.stash", b'let a = "x"\nlet b = "\xff"\n')
write("lf.stash", good)
write("bom.stash", b"\xef\xbb\xbf" + good.encode())
write("crlf.stash", good.replace("\n", "\r\n"))
write("long.stash", "function f() { " + "a" * 10_000_000 + " = 1 }")
write("longstring.stash", 'function f() { image: "example.com/a:' + "x" * 100 + '", args: ["' + "y" * 10_000_000 + '"] }')
write("brackets.stash", "let a = " + "[" * 100_000 + "]" * 100_000)
write("parens.stash", "let a = " + "(" * 100_000)
write("operators.stash", "let a = " + "!" * 100_000 + "true\nlet b = true" + " && true" * 100_000 + "\nfunction f() { args: a }")
write("lets.stash", "".join(f"let a{i} = a{i + 1}\n" for i in range(5000)) + 'let a5000 = "x"\nfunction f() { image: a0 }\n')
write("substitutions.stash", 'function f() { image: "' + "${a:=" * 100_000 + "}" * 100_000 + '" }')
write("cycle-a.stash", 'import "cycle-b.stash"\n')
write("cycle-b.stash", 'import "cycle-a.stash"\n')
write("missing.stash", 'import "nowhere.stash"\n')
os.makedirs("somewhere", exist_ok=True)
write("importdir.stash", 'import "somewhere"\n')
ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
loops = "".join(f"for v{i} in {ten} {{\n" for i in range(7))
write("loops.stash", loops + 'function "f-${v0}${v1}${v2}${v3}${v4}${v5}${v6}"() { image: "example.com/f:1" }\n' + "}" * 7)
