"""usage: many-files.py N: writes good0.stash … and bad0.stash …, each bad one with three mistakes, to the working
directory.
"""
import sys

for i in range(int(sys.argv[1])):
    with open(f"good{i}.stash", "w", encoding="utf-8") as f:
        f.write(f'/// Dump é {i}.\nfunction dump-{i}(args = "") {{\n  image: "example.com/e:{i}"\n  args: ["${{args}}"]\n}}\n')
    with open(f"bad{i}.stash", "w", encoding="utf-8") as f:
        f.write(f'let a = 012\nlet b = "\\q{i}"\nlet c = "${{x"\n')
