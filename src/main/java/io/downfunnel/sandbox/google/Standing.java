package io.downfunnel.sandbox.google;

import io.downfunnel.sandbox.TokenMint.Grant;

/** What the token of a call is worth. */
public sealed interface Standing {

    record Good(Grant grant) implements Standing {}

    enum Bad implements Standing {
        MISSING,
        /** None of ours. */
        INVALID,
        EXPIRED,
        REVOKED
    }
}
