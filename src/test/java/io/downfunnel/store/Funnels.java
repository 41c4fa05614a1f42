package io.downfunnel.store;

/** A funnel for tests. */
final class Funnels {
    static final String DOCUMENT = """
            stages:
              - { name: lead, object: Lead, when: created }
              - { name: reached, object: Lead, when: { field: Status, becomes: [Working] } }
              - { name: qualified, object: Lead, when: { field: Status, becomes: [Qualified] } }
              - { name: opportunity, object: Opportunity, when: created }
              - { name: closed-won, object: Opportunity, when: { field: StageName, becomes: [Closed Won] } }
            mappings:
              - name: Qualified
                stage: qualified
                destination: google
                action: 7000000001
                value: none
                identifiers: [gclid, email]
                consent: { when-missing: send-unspecified }
              - name: Won
                stage: closed-won
                destination: google
                action: 7000000003
                value: { crm-amount: { factor: 1 } }
                identifiers: [gclid, email]
                consent: { when-missing: send-unspecified }
              - name: Won too
                stage: closed-won
                destination: linkedin
                action: 30111222
                value: none
                identifiers: [li_fat_id, email]
                consent: { when-missing: send-unspecified }
            """;

    private Funnels() {}
}
