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

downfunnel_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && downfunnel_is_new_enough "$JAVA_HOME"; then return 0; fi
  downfunnel_home=$(downfunnel_java_on_path) && downfunnel_is_new_enough "$downfunnel_home" && {
    JAVA_HOME=$downfunnel_home
    return 0
  }
  downfunnel_best=
  downfunnel_best_version=0
  for downfunnel_home in ${DOWNFUNNEL_JDK_FOLDERS:-/usr/lib/jvm /usr/java /opt/java "$HOME/.sdkman/candidates/java" \
    /Library/Java/JavaVirtualMachines "$HOME/Library/Java/JavaVirtualMachines"}; do
    for downfunnel_candidate in "$downfunnel_home"/* "$downfunnel_home"/*/Contents/Home; do
      if downfunnel_is_new_enough "$downfunnel_candidate" && [ "$downfunnel_version" -gt "$downfunnel_best_version" ]; then
        downfunnel_best=$downfunnel_candidate
        downfunnel_best_version=$downfunnel_version
      fi
    done
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
