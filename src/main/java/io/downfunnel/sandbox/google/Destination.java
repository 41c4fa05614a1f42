package io.downfunnel.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;

/** Where events go, as the request says it. Empty texts for what it does not say. */
record Destination(String reference, String accountId, String accountType, String loginId, String action) {

    static Destination from(JsonNode json) {
        JsonNode operating = json.path("operatingAccount");
        return new Destination(
                json.path("reference").asText(),
                operating.path("accountId").asText(),
                operating.path("accountType").asText(operating.path("product").asText()),
                json.path("loginAccount").path("accountId").asText(),
                json.path("productDestinationId").asText());
    }
}
