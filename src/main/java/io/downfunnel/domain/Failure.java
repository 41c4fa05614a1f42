package io.downfunnel.domain;

/**
 * What went wrong, in the vendor's code and in words.
 *
 * @param failureClass what we do about it
 * @param code the vendor's own code, or ours in the same spelling where the vendor gave none
 * @param message the vendor's text, cleaned of control characters, cut at 500 characters, without secrets or match keys
 */
public record Failure(FailureClass failureClass, String code, String message) {
    private static final int LONGEST = 500;

    public Failure {
        message = clean(message);
    }

    private static String clean(String text) {
        var visible = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST - 1) + "…";
    }
}
