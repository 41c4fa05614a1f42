package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One occurrence of a conversion action, as we send it. Made once, frozen before the first byte leaves, sent unchanged
 * ever after.
 *
 * @param key our permanent name for it
 * @param action the platform's id of the conversion action (LinkedIn: conversion rule), digits only
 * @param occurredAt when the stage was reached, by the CRM's history; a second or more later where another conversion had
 *     that second ({@link Moments})
 * @param value empty: the conversion is counted without a value
 * @param click exactly one click ID, or none where the person is known by hashed identifiers alone
 * @param email empty where the mapping or the CRM gives none
 * @param phone empty where the mapping or the CRM gives none
 * @param consent as the CRM had it when the event was frozen
 */
public record ConversionEvent(
        ConversionKey key,
        String action,
        Instant occurredAt,
        Optional<Money> value,
        Optional<ClickId> click,
        Optional<HashedIdentifier.Email> email,
        Optional<HashedIdentifier.Phone> phone,
        Consent consent) {

    public ConversionEvent {
        if (click.isEmpty() && email.isEmpty() && phone.isEmpty()) {
            throw new IllegalArgumentException("A conversion event needs at least one match key");
        }
    }

    /** The same as of another moment. */
    public ConversionEvent at(Instant moment) {
        return new ConversionEvent(key, action, moment, value, click, email, phone, consent);
    }
}
