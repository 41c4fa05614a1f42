package io.downfunnel.domain;

/** What a person may do in the console. Each may do all that the ones before it may. */
public enum Role {
    /** Sees what adds up: overview, campaigns, runs, alerts, how much is on hold. */
    VIEWER("viewer", "sees the overview, stages, mappings, campaigns, runs and what is on hold; changes nothing"),
    /** Sees single conversions and decides about them, within bounds. */
    MARKETER(
            "marketer",
            "also sees single conversions and their stories, drafts, simulates and activates stages and mappings, starts a"
                    + " sync, decides about what is on hold or needs somebody, and releases up to 1,000 conversions at once"),
    /** Everything. */
    ADMIN(
            "admin",
            "also connects accounts, stops and starts destinations, releases any number, and sees to the users, to"
                    + " personal data and to the audit");

    private final String text;
    private final String meaning;

    Role(String text, String meaning) {
        this.text = text;
        this.meaning = meaning;
    }

    /** As people write it. */
    public String text() {
        return text;
    }

    /** What it may do, to go on after its name. */
    public String meaning() {
        return meaning;
    }

    /** Whether it may do what takes at least the other role. */
    public boolean covers(Role least) {
        return compareTo(least) >= 0;
    }
}
