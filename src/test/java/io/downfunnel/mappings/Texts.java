package io.downfunnel.mappings;

/** Small mapping files to vary. */
final class Texts {
    static final String STAGES = """
            stages:
              - name: qualified
                object: Lead
                when: { field: Status, becomes: [Qualified] }
              - name: won
                object: Opportunity
                when: { field: StageName, becomes: [Closed Won] }
            """;

    private Texts() {}

    /** Begins in line 8 when it stands below {@link #STAGES}; the value is in its line 6. */
    static String mapping(String value) {
        return """
                mappings:
                  - name: Won
                    stage: won
                    destination: google
                    action: 7000000003
                    %s
                    identifiers: [gclid]
                    consent: { ad-user-data: Consent__c, granted: [Granted], denied: [Denied], when-missing: exclude }
                """.formatted(value);
    }
}
