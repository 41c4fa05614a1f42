package io.downfunnel.domain;

import java.util.Optional;

/**
 * An ad account that our access reaches.
 *
 * @param id as settings write it
 * @param name as it is called now
 * @param status in the platform's own word
 * @param role what whoever granted access is in it, in the platform's own word; empty where the platform does not say
 */
public record ReachableAccount(String id, String name, String status, Optional<String> role) {}
