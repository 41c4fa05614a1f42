package io.downfunnel.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Clicks that control calls added, kept for later starts. */
final class ClickBook implements AutoCloseable {

    private final Journal journal;
    private final ClickLedger ledger;

    ClickBook(Journal journal, ClickLedger ledger) {
        this.journal = journal;
        this.ledger = ledger;
        journal.replay(line -> ledger.add(click(line)));
    }

    /** One click, or a list of them. */
    JsonNode add(JsonNode posted) {
        List<JsonNode> wanted = posted.isArray() ? Json.stream(posted).toList() : List.of(posted);
        List<AdClick> clicks = wanted.stream().map(ClickBook::click).toList();
        wanted.forEach(journal::append);
        clicks.forEach(ledger::add);
        return Json.object().put("added", clicks.size()).put("clicks", ledger.size());
    }

    /** One page of all clicks the platforms know, oldest first. */
    JsonNode list(BooksQuery query) {
        ObjectNode page = Json.object().put("total", ledger.size());
        var list = page.putArray("clicks");
        query.page(ledger.all()).forEach(click -> list.add(json(click)));
        return page;
    }

    @Override
    public void close() {
        journal.close();
    }

    private static ObjectNode json(AdClick click) {
        ObjectNode json = Json.object()
                .put("kind", click.kind().name())
                .put("value", click.value())
                .put("clickedAt", click.clickedAt().toString())
                .put("accountId", click.accountId())
                .put("campaignId", click.campaignId());
        click.emailSha256Google().ifPresent(hash -> json.put("emailSha256Google", hash));
        click.emailSha256Plain().ifPresent(hash -> json.put("emailSha256Plain", hash));
        click.phoneSha256().ifPresent(hash -> json.put("phoneSha256", hash));
        return json;
    }

    private static AdClick click(JsonNode json) {
        return new AdClick(
                kind(Controls.text(json, "kind")),
                Controls.text(json, "value"),
                Instant.parse(Controls.text(json, "clickedAt")),
                Controls.text(json, "accountId"),
                json.path("campaignId").asText(),
                hash(json, "emailSha256Google"),
                hash(json, "emailSha256Plain"),
                hash(json, "phoneSha256"));
    }

    private static AdClick.Kind kind(String name) {
        try {
            return AdClick.Kind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new ControlException(
                    "There is no click of kind '" + name + "'; there are " + List.of(AdClick.Kind.values()));
        }
    }

    private static Optional<String> hash(JsonNode json, String field) {
        return Optional.of(json.path(field).asText()).filter(hash -> !hash.isEmpty());
    }
}
