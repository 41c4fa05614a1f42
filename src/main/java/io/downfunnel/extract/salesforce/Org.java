package io.downfunnel.extract.salesforce;

import java.net.URI;
import java.util.Optional;

/**
 * The organisation behind a connection.
 *
 * @param id 18 characters
 * @param currency of an organisation with one currency only
 * @param instance where it lives, and people see its records; scheme and host only
 */
public record Org(
        String id, String name, boolean multiCurrency, Optional<String> currency, String username, URI instance) {}
