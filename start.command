#!/bin/bash
# Double click on macOS: find a Python, run start.py, and keep the window open when something is wrong.
cd "$(dirname "$0")" || exit 1

found=""
framework=/Library/Frameworks/Python.framework/Versions
for python in "$framework/3.12/bin/python3.12" "$framework/3.13/bin/python3.13" "$framework/3.11/bin/python3.11" \
  python3.12 python3.13 python3.11 \
  /opt/homebrew/bin/python3.12 /opt/homebrew/bin/python3.13 /opt/homebrew/bin/python3.11 \
  /usr/local/bin/python3.12 /usr/local/bin/python3.13 /usr/local/bin/python3.11; do
  if "$python" -c "import sys" >/dev/null 2>&1; then
    found="$python"
    break
  fi
done

# Apple's own /usr/bin/python3 would only offer to install the developer tools, so it is not tried.
if [ -z "$found" ]; then
  cat toolkit/data/no-python.txt
elif "$found" start.py "$@"; then
  exit 0
fi
read -r -p "按回车键关闭窗口。"
exit 1
