package io.downfunnel.extract.salesforce;

import java.net.URI;

/**
 * The right to ask an organisation.
 *
 * @param value opaque
 * @param instance where the organisation lives; scheme and host only
 */
record Token(String value, URI instance) {
    @Override
    public String toString() {
        return "token for " + instance.getHost();
    }
}
