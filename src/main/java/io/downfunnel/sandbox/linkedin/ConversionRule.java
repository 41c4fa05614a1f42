package io.downfunnel.sandbox.linkedin;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * What LinkedIn calls a conversion: a rule of an ad account.
 *
 * @param visible whether the member may see the account
 */
record ConversionRule(
        String id, String name, String accountId, String type, String method, boolean enabled, boolean visible) {

    static final String URN = "urn:lla:llaPartnerConversion:";

    static final String STREAMED = "CONVERSIONS_API";

    ConversionRule enabled(boolean enabled) {
        return new ConversionRule(id, name, accountId, type, method, enabled, visible);
    }

    ObjectNode toJson() {
        return Json.object()
                .put("id", Long.parseLong(id))
                .put("name", name)
                .put("account", "urn:li:sponsoredAccount:" + accountId)
                .put("type", type)
                .put("conversionMethod", method)
                .put("enabled", enabled)
                .put("postClickAttributionWindowSize", 90)
                .put("viewThroughAttributionWindowSize", 7)
                .put("attributionType", "LAST_TOUCH_BY_CAMPAIGN")
                .put("valueType", "DYNAMIC");
    }
}
