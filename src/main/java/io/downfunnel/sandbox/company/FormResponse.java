package io.downfunnel.sandbox.company;

import java.time.Instant;

/**
 * A Lead Gen Form that was filled in.
 *
 * @param number of the lead that came of it
 * @param test whether somebody of our own tried it out
 */
public record FormResponse(
        int number, String id, Instant submittedAt, Campaign campaign, boolean test, Person person, String company) {}
