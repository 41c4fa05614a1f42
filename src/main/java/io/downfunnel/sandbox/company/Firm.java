package io.downfunnel.sandbox.company;

import java.util.Optional;

/**
 * Where the person works.
 *
 * @param country two letters
 * @param currency ISO 4217, in which it buys
 * @param test made by our own people to try the form
 */
public record Firm(
        String name, String domain, String country, String currency, Optional<Integer> employees, boolean test) {}
