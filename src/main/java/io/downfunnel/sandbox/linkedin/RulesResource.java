package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Conversion rules: list, get, make, change (linkedin.md §3.1). Making many at once is not played. */
record RulesResource(ConversionRules rules, Ownership ownership, ManagementBook book) implements Resource {

    @Override
    public String name() {
        return "conversions";
    }

    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.EVENTS, LinkedInTokens.ADS);
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!ownership.manages()) {
            return LinkedInError.notAuthorized();
        }
        boolean one = request.steps().size() == 1;
        return switch (request.call().method()) {
            case "GET" -> one ? get(request) : request.find("ids").isPresent() ? getMany(request) : list(request);
            case "POST" -> one ? update(request) : request.body(body -> create(request, body));
            default -> LinkedInError.noSuchResource();
        };
    }

    private Answer list(RestLiRequest request) {
        if (!request.finder("account")) {
            throw new BadParam("q");
        }
        String urn = request.get("account").text("account");
        List<ObjectNode> shown =
                Urn.ACCOUNT.id("account", urn).filter(ownership::sees).map(rules::ofAccount).orElse(List.of()).stream()
                        .map(rules::shown)
                        .map(rule -> Page.projected(rule, request.projection()))
                        .toList();
        return Page.byIndex(request, shown, OptionalInt.of(-1));
    }

    private Answer get(RestLiRequest request) {
        return found(request, request.steps().getFirst())
                .map(rule -> Answer.json(200, Page.projected(rules.shown(rule), request.projection())))
                .orElseGet(LinkedInError::notFound);
    }

    private Answer getMany(RestLiRequest request) {
        ObjectNode body = Json.object();
        ObjectNode results = body.putObject("results");
        ObjectNode errors = body.putObject("errors");
        for (String id : request.get("ids").texts("ids")) {
            found(request, id)
                    .ifPresentOrElse(
                            rule -> results.set(id, Page.projected(rules.shown(rule), request.projection())),
                            () -> errors.putObject(id).put("status", 404));
        }
        return Answer.json(200, body);
    }

    private Optional<ConversionRule> found(RestLiRequest request, String id) {
        String urn = request.get("account").text("account");
        return Urn.ACCOUNT
                .id("account", urn)
                .filter(ownership::sees)
                .flatMap(account -> rules.find(id)
                        .filter(rule -> rule.visible() && rule.accountId().equals(account)));
    }

    private Answer create(RestLiRequest request, JsonNode wanted) {
        if (request.is("BATCH_CREATE") || !wanted.isObject()) {
            return LinkedInError.service(400, "Cannot parse request entity");
        }
        var schema = new RuleSchema(request.version());
        List<String> errors = schema.ofNew(wanted);
        if (!errors.isEmpty()) {
            return LinkedInError.service(422, String.join("\n", errors));
        }
        if (!schema.windowsFit(wanted)) {
            return LinkedInError.service(400, "The attribution window is not supported for this conversion type.");
        }
        Optional<String> account =
                Urn.ACCOUNT.id("account", wanted.path("account").asText());
        if (account.filter(ownership::sees).isEmpty()) {
            return LinkedInError.notAuthorized();
        }
        List<String> campaigns = request.find("autoAssociationType")
                .map(type -> automatic(type.text("autoAssociationType")))
                .orElseGet(() -> book.campaigns(wanted.path("campaigns")));
        String id = book.created(account.get(), wanted, campaigns);
        return Answer.json(201, rules.shown(rules.find(id).orElseThrow()))
                .with("x-restli-id", id)
                .with("Location", "/conversions/" + id);
    }

    private List<String> automatic(String type) {
        return switch (type) {
            case "ALL_CAMPAIGNS", "OBJECTIVE_BASED" -> ownership.campaigns();
            default -> throw new BadParam("autoAssociationType");
        };
    }

    private Answer update(RestLiRequest request) {
        if (!request.is("PARTIAL_UPDATE")) {
            return LinkedInError.service(400, "A method of Rest.li must be named by the header X-RestLi-Method");
        }
        return found(request, request.steps().getFirst())
                .map(rule -> request.body(
                        body -> update(request, rule, body.path("patch").path("$set"))))
                .orElseGet(LinkedInError::notFound);
    }

    private Answer update(RestLiRequest request, ConversionRule rule, JsonNode changes) {
        var schema = new RuleSchema(request.version());
        List<String> errors = schema.ofChange(changes);
        if (!errors.isEmpty()) {
            return LinkedInError.service(422, String.join("\n", errors));
        }
        if (changes.isEmpty()) {
            return LinkedInError.service(400, "The patch is empty");
        }
        if (!schema.windowsFit(rule.with(changes).body())) {
            return LinkedInError.service(400, "The attribution window is not supported for this conversion type.");
        }
        book.changed(rule.id(), changes);
        return Answer.empty(204);
    }
}
