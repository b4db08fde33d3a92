"""usage: check-links.py DIRECTORY: counts the relative links of its pages, HTML or Markdown, that lead nowhere."""
import os
import re
import sys

names = sorted(os.listdir(sys.argv[1]))
lost = links = 0
for name in names:
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as f:
        for link in re.findall(r'href="([^"]*)"|\]\(([^)]*)\)', f.read()):
            link = link[0] or link[1]
            links += 1
            if link not in names:
                lost += 1
                print(f"{name}: {link}")
print(f"{len(names)} files; links that lead nowhere: {lost}")
sys.exit(not links)
