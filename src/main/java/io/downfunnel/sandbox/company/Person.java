package io.downfunnel.sandbox.company;

import java.util.Optional;

/**
 * Somebody who does not exist.
 *
 * @param email as typed into the form
 */
public record Person(String givenName, String familyName, Optional<String> email, Optional<Phone> phone) {}
