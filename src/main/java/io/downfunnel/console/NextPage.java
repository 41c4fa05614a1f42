package io.downfunnel.console;

import java.net.URI;

/** Where somebody wanted to go before they had to sign in: a page of ours, or the overview. */
record NextPage(String address) {
    static final NextPage OVERVIEW = new NextPage("/");

    static NextPage of(String asked) {
        return asked.matches("/[\\x21-\\x5b\\x5d-\\x7e]*") && !asked.startsWith("//") && isOurs(asked)
                ? new NextPage(asked)
                : OVERVIEW;
    }

    private static boolean isOurs(String address) {
        return Rights.of("GET", address.replaceFirst("[?#].*", ""))
                .filter(right -> right.least().isPresent())
                .isPresent();
    }

    URI uri() {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            return URI.create(OVERVIEW.address());
        }
    }
}
