package io.downfunnel.platform.acme;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.platform.AdPlatformContract;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class AcmeContractTest extends AdPlatformContract {

    @Override
    protected String platform() {
        return "acme";
    }

    /** All endpoints below this address; changeable, for the contract adds to it. */
    @Override
    protected Map<String, String> settings(String url) {
        return new HashMap<>(Map.of("url", url, "token", "sandbox-acme-token"));
    }

    @Override
    public String action() {
        return "1";
    }

    @Override
    protected List<String> secrets() {
        return List.of("sandbox-acme-token");
    }

    @Override
    protected String advertiser() {
        return "acme-1";
    }

    /** Different for each number, and of the right form. */
    @Override
    protected String clickValue(int n) {
        return "Cj0KCQiA%06dBhCkARIsAJ3zWn_abcdefghijklmnopqrstuvwxyz0123456789EALw_wcB".formatted(n);
    }

    @Override
    protected String uploads() {
        return "/acme/v1/events";
    }

    @Override
    protected long received() {
        return totals().path("eventsReceived").asLong();
    }

    @Override
    protected long counted() {
        return totals().path("counted").asLong();
    }
}
