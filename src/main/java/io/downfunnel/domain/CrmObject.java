package io.downfunnel.domain;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of CRM record that a funnel speaks of. */
public enum CrmObject {
    LEAD("Lead"),
    OPPORTUNITY("Opportunity"),
    CONTACT("Contact");

    private final String apiName;

    CrmObject(String apiName) {
        this.apiName = apiName;
    }

    /** As Salesforce and the tables spell it. */
    public String apiName() {
        return apiName;
    }

    /** @return empty for a name that is none of the three, also when only its case differs */
    public static Optional<CrmObject> named(String apiName) {
        return Stream.of(values())
                .filter(object -> object.apiName.equals(apiName))
                .findFirst();
    }

    @Override
    public String toString() {
        return apiName;
    }
}
