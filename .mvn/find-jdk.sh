# Sets JAVA_HOME to a JDK 21 or newer: JAVA_HOME itself, else the java on the PATH, else the newest one where this
# system keeps its JDKs. Sourced by ./mvnw and by src/main/sh/downfunnel; plain POSIX shell.

downfunnel_jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p' | head -n 1
}

downfunnel_is_new_enough() {
  downfunnel_version=$(downfunnel_jdk_version "$1") || return 1
  [ -n "$downfunnel_version" ] && [ "$downfunnel_version" -ge 21 ]
}

downfunnel_java_on_path() {
  downfunnel_link=$(command -v javac) || return 1
  downfunnel_link=$(readlink -f "$downfunnel_link" 2>/dev/null || printf '%s' "$downfunnel_link")
  dirname "$(dirname "$downfunnel_link")"
}

# Looks at what a folder of JDKs may hold: JDKs, macOS bundles, Homebrew kegs.
downfunnel_look_into() {
  for downfunnel_candidate in "$1"/* "$1"/*/Contents/Home "$1"/*/libexec/openjdk.jdk/Contents/Home; do
    if downfunnel_is_new_enough "$downfunnel_candidate" && [ "$downfunnel_version" -gt "$downfunnel_best_version" ]; then
      downfunnel_best=$downfunnel_candidate
      downfunnel_best_version=$downfunnel_version
    fi
  done
}

# DOWNFUNNEL_JDK_FOLDERS, with colons between them as in PATH, replaces the list.
downfunnel_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && downfunnel_is_new_enough "$JAVA_HOME"; then return 0; fi
  downfunnel_home=$(downfunnel_java_on_path) && downfunnel_is_new_enough "$downfunnel_home" && {
    JAVA_HOME=$downfunnel_home
    return 0
  }
  downfunnel_best=
  downfunnel_best_version=0
  downfunnel_mine=${HOME:-/nowhere}
  downfunnel_rest=${DOWNFUNNEL_JDK_FOLDERS:-/usr/lib/jvm:/usr/java:/opt/java:/opt:$downfunnel_mine/.sdkman/candidates/java:$downfunnel_mine/.jdks:$downfunnel_mine/.asdf/installs/java:$downfunnel_mine/.local/share/mise/installs/java:/Library/Java/JavaVirtualMachines:$downfunnel_mine/Library/Java/JavaVirtualMachines:/opt/homebrew/opt:/usr/local/opt}:
  while [ -n "$downfunnel_rest" ]; do
    downfunnel_folder=${downfunnel_rest%%:*}
    downfunnel_rest=${downfunnel_rest#*:}
    [ -z "$downfunnel_folder" ] || downfunnel_look_into "$downfunnel_folder"
  done
  [ -n "$downfunnel_best" ] || return 1
  JAVA_HOME=$downfunnel_best
}

if downfunnel_find_jdk; then
  export JAVA_HOME
else
  echo "Downfunnel needs a JDK 21 or newer and found none: install one (for example Temurin 25 from adoptium.net, or" \
    "your system's openjdk-21-jdk package), or point JAVA_HOME at it, and run this again." >&2
  exit 1
fi
