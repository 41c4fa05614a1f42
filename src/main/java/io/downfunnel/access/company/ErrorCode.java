package io.downfunnel.access.company;

/** What a provider calls a failure. It may come from anybody's address bar. */
final class ErrorCode {
    private ErrorCode() {}

    /** As it may be written into a log. */
    static String plain(String code) {
        return code.matches("[A-Za-z0-9_.-]{1,60}") ? code : "an error without a proper name";
    }
}
