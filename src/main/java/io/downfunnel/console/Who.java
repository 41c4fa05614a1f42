package io.downfunnel.console;

import jakarta.inject.Singleton;

/** Who does something in the console. There is no sign-in yet, so that nobody can be told from anybody else. */
@Singleton
class Who {
    String name() {
        return "console";
    }
}
