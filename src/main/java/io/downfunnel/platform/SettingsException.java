package io.downfunnel.platform;

/** A setting that an account cannot be opened with. The message names the setting and never its value. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String problem;

    /** @param problem completes the sentence "The setting … " */
    public SettingsException(String key, String problem) {
        super("The setting " + key + " " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** The same with the key in full, as the user writes it. */
    SettingsException below(String prefix) {
        return new SettingsException(prefix + key, problem);
    }

    public String key() {
        return key;
    }

    /** Completes the sentence "The setting … ". */
    public String problem() {
        return problem;
    }
}
