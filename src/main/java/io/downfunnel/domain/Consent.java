package io.downfunnel.domain;

/**
 * The person's answer for the use of their data in advertising.
 *
 * @param adUserData may their data be sent to an ad platform
 * @param adPersonalization may it be used to personalise ads
 */
public record Consent(Answer adUserData, Answer adPersonalization) {

    public enum Answer {
        GRANTED,
        DENIED,
        UNSPECIFIED
    }

    public static final Consent UNSPECIFIED = new Consent(Answer.UNSPECIFIED, Answer.UNSPECIFIED);
}
