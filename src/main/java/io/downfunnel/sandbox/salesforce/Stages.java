package io.downfunnel.sandbox.salesforce;

import io.downfunnel.sandbox.company.Deal.Stage;

/** What the organisation's administrator configured for each stage. */
final class Stages {

    private Stages() {}

    static String forecast(Stage stage) {
        return switch (stage) {
            case PROSPECTING, DISCOVERY, QUALIFIED_OPPORTUNITY -> "Pipeline";
            case PROPOSAL -> "BestCase";
            case NEGOTIATION -> "Forecast";
            case CLOSED_WON -> "Closed";
            case CLOSED_LOST -> "Omitted";
        };
    }
}
