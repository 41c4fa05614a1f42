package io.downfunnel.sandbox;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/** Where requests come in from WireMock, and where faults of the wire are WireMock's to play. */
final class WireMockDoor implements ResponseDefinitionTransformerV2 {

    static final String NAME = "sandbox";

    private final Switchboard switchboard;

    WireMockDoor(Switchboard switchboard) {
        this.switchboard = switchboard;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean applyGlobally() {
        return false;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        var outcome = switchboard.connect(call(event.getRequest()));
        var response = response(outcome.answer());
        outcome.fault().ifPresent(fault -> fault.onTheWire().ifPresent(kind -> spoil(response, kind, fault, outcome)));
        return response.build();
    }

    private static void spoil(
            ResponseDefinitionBuilder response, WireFault kind, Fault fault, Switchboard.Outcome outcome) {
        switch (kind) {
            case DROP_BEFORE, DROP_AFTER ->
                response.withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER);
            case CUT -> cut(response, outcome.answer());
            case SLOW -> response.withFixedDelay(fault.millis());
            case STATUS_500, STATUS_502, STATUS_503, STATUS_504, EMPTY_200, HTML_200, TRUNCATED -> {}
        }
    }

    private static void cut(ResponseDefinitionBuilder response, Answer answer) {
        byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
        response.withBody(half).withHeader("Content-Length", String.valueOf(Math.max(2, answer.body().length)));
    }

    private static ResponseDefinitionBuilder response(Answer answer) {
        var response = ResponseDefinitionBuilder.responseDefinition()
                .withStatus(answer.status())
                .withBody(answer.body());
        answer.headers().forEach(response::withHeader);
        return response;
    }

    private static Call call(Request request) {
        URI target = URI.create(request.getUrl());
        return new Call(
                request.getMethod().value(),
                target.getRawPath(),
                Optional.ofNullable(target.getRawQuery()).orElse(""),
                headers(request),
                Optional.ofNullable(request.getBody()).orElse(new byte[0]),
                Optional.empty());
    }

    private static Map<String, String> headers(Request request) {
        return request.getHeaders().all().stream()
                .collect(Collectors.toMap(
                        header -> header.key().toLowerCase(Locale.ROOT),
                        HttpHeader::firstValue,
                        (first, more) -> first));
    }
}
