package io.downfunnel.console;

import java.util.Optional;
import java.util.regex.Pattern;

import io.downfunnel.domain.Role;

/**
 * One way into the console, and whom it is for.
 *
 * @param method GET also stands for HEAD
 * @param template such as {@code /runs/{id}}
 * @param least empty: for everybody, also without a sign-in
 */
record Right(String method, String template, Optional<Role> least) {

    boolean covers(String askedMethod, String path) {
        var meant = askedMethod.equals("HEAD") ? "GET" : askedMethod;
        return meant.equals(method) && pattern().matcher(path).matches();
    }

    /** A semicolon would begin what some readers of addresses leave out: it fits nothing. */
    private Pattern pattern() {
        return Pattern.compile(template.replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/;]+"));
    }

    /** How it is written down. */
    String name() {
        return method + " " + template;
    }
}
