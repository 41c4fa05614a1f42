package io.downfunnel.domain;

/**
 * An ad account that conversions go to.
 *
 * @param name as mappings and lists call it
 * @param platform id of its platform, the prefix of its settings
 * @param enabled whether anything is sent there at present; conversions are planned all the same
 */
public record Destination(String name, String platform, boolean enabled) {}
