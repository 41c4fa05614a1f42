package io.downfunnel.sandbox.microsoft;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.WantedError;

/** Campaign Management, Customer Management and Reporting of Microsoft Advertising, and the token endpoint. */
final class MicrosoftSimulator implements Simulator {
    private static final String CAMPAIGNS = "/CampaignManagement/v13/";
    private static final String REPORTING = "/Reporting/v13/GenerateReport/";
    private static final String CUSTOMERS = "/CustomerManagement/v13/";
    private static final String FILES = "/microsoft-reports/";
    private static final String APPLY = CAMPAIGNS + "OfflineConversions/Apply";
    private static final String ADJUST = CAMPAIGNS + "OfflineConversionAdjustments/Apply";
    private static final int MOST_ITEMS = 1_000;
    /** Of the company's history. */
    private static final Duration HISTORY = Duration.ofDays(400);

    private final SandboxClock clock;
    private final Journal journal;
    private final ClickLedger ledger;
    private final MicrosoftTokens tokens;
    private final ConversionGoals goals;
    private final MicrosoftQuota quota;
    private final MicrosoftControl control;
    private final ReportDesk reports;
    private final AdCampaigns campaigns;
    private final MicrosoftBooks books = new MicrosoftBooks();

    MicrosoftSimulator(SandboxWorld world) {
        clock = world.clock();
        journal = world.journal("microsoft");
        ledger = world.clicks();
        tokens = new MicrosoftTokens(clock, world.anchor(), world.settings().seed());
        goals = new ConversionGoals(world.anchor());
        quota = new MicrosoftQuota(clock);
        control = new MicrosoftControl(tokens, goals, quota);
        reports = new ReportDesk(clock);
        campaigns = new AdCampaigns(
                world.settings().seed(), LocalDate.ofInstant(world.anchor().minus(HISTORY), ZoneOffset.UTC));
        journal.replay(this::replay);
    }

    private void replay(JsonNode entry) {
        switch (entry.path("entry").asText()) {
            case "control" -> control.apply(entry);
            case "report" -> reports.apply(entry);
            default -> books.apply(entry);
        }
    }

    @Override
    public String name() {
        return "microsoft";
    }

    @Override
    public boolean serves(String path) {
        return path.equals(MicrosoftTokens.PATH)
                || path.startsWith(CAMPAIGNS)
                || path.startsWith(REPORTING)
                || path.startsWith(CUSTOMERS)
                || path.startsWith(FILES);
    }

    @Override
    public synchronized Answer answer(Call call) {
        if (call.path().equals(MicrosoftTokens.PATH)) {
            return call.method().equals("POST") ? tokens.answer(call) : Answer.empty(405);
        }
        if (call.path().startsWith(FILES)) {
            return file(call);
        }
        return refusedEarly(call).map(no -> noted(call, 0, no)).orElseGet(() -> asked(call));
    }

    /** Token, headers, rights, rate: what is looked at before the body is read. */
    private Optional<Answer> refusedEarly(Call call) {
        var refused = tokens.refused(call);
        if (refused.isPresent()) {
            return refused;
        }
        var needed = call.path().startsWith(CUSTOMERS)
                ? List.of("DeveloperToken")
                : List.of("DeveloperToken", "CustomerId", "CustomerAccountId");
        if (needed.stream().anyMatch(header -> call.header(header).isEmpty())) {
            return Optional.of(MicrosoftError.access(
                    400,
                    "RequestMissingHeaders",
                    "One or more required header elements are missing from the request."));
        }
        if (!call.header("DeveloperToken").orElseThrow().equals(Advertiser.DEVELOPER_TOKEN)) {
            return Optional.of(MicrosoftTokens.invalid());
        }
        if (!call.header("CustomerId").orElse(Advertiser.CUSTOMER).equals(Advertiser.CUSTOMER)
                || !call.header("CustomerAccountId").orElse(Advertiser.ACCOUNT).equals(Advertiser.ACCOUNT)) {
            return Optional.of(MicrosoftFaults.answer("forbidden"));
        }
        return quota.take() ? Optional.empty() : Optional.of(MicrosoftError.callRate());
    }

    private Answer asked(Call call) {
        try {
            var body = Json.read(call.body());
            return switch (call.method() + " " + call.path()) {
                case "POST " + APPLY -> apply(call, body.path("OfflineConversions"), false);
                case "POST " + ADJUST -> apply(call, body.path("OfflineConversionAdjustments"), true);
                case "POST " + CAMPAIGNS + "ConversionGoals/QueryByIds" -> noted(call, 0, goals(body));
                case "POST " + CAMPAIGNS + "OfflineConversionReport/QueryByGoalIds" -> noted(call, 0, fates(body));
                case "POST " + CAMPAIGNS + "AccountProperties/Query" -> noted(call, 0, properties());
                case "POST " + CUSTOMERS + "Account/Query" -> noted(call, 0, account(body));
                case "POST " + REPORTING + "Submit" -> noted(call, 0, submit(body.path("ReportRequest")));
                case "POST " + REPORTING + "Poll" -> noted(call, 0, poll(call, body));
                default -> noted(call, 0, Answer.empty(404));
            };
        } catch (JsonProcessingException e) {
            return noted(
                    call, 0, MicrosoftError.operation(400, "ApiInputValidationError", "The request body is not JSON."));
        }
    }

    private Answer apply(Call call, JsonNode items, boolean adjustments) {
        if (!items.isArray() || items.isEmpty()) {
            return noted(call, 0, whole("OfflineConversionsNullOrEmpty"));
        }
        if (items.size() > MOST_ITEMS) {
            return noted(call, items.size(), whole("OfflineConversionsLimitExceeded"));
        }
        if (ItemRules.strange(items, adjustments).isPresent()) {
            return noted(call, items.size(), whole("ApiInputValidationError"));
        }
        var rules = new ItemRules(goals, ledger, clock.instant());
        var answer = Json.object();
        var errors = answer.putArray("PartialErrors");
        var entry = entry(call, items.size());
        var taken = entry.putArray(adjustments ? "adjusted" : "accepted");
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var error = control.takeError().or(() -> adjustments ? rules.adjustment(item) : rules.conversion(item));
            if (error.isPresent()) {
                errors.add(MicrosoftError.item(i, error.get()));
            } else {
                taken.add(taken(item, adjustments));
            }
        }
        if (errors.isEmpty()) {
            answer.putNull("PartialErrors");
        }
        return write(
                entry.put("outcome", errors.isEmpty() ? "accepted" : "accepted in part"), Answer.json(200, answer));
    }

    private ObjectNode taken(JsonNode item, boolean adjustment) {
        var goal = goals.named(ItemRules.text(item, "ConversionName")).orElseThrow();
        var entry = new Attribution(ledger).entry(item, goal);
        control.takeReason().ifPresent(reason -> entry.put("reason", reason));
        if (adjustment) {
            entry.put("type", ItemRules.text(item, "AdjustmentType"))
                    .put("adjustedAt", ItemRules.text(item, "AdjustmentTime"))
                    .put("value", item.path("AdjustmentValue").asText(""))
                    .put("currency", ItemRules.text(item, "AdjustmentCurrencyCode"));
        }
        return entry;
    }

    private static Answer whole(String code) {
        return MicrosoftError.operation(400, code, "The sandbox says " + code + ".");
    }

    private Answer goals(JsonNode asked) {
        var types = Set.of(asked.path("ConversionGoalTypes").asText("").split(","));
        var answer = Json.object();
        var list = answer.putArray("ConversionGoals");
        goals.ofTypes(types).forEach(goal -> list.add(goal.toJson()));
        answer.putNull("PartialErrors");
        return Answer.json(200, answer);
    }

    /** How uploads fared, goal by goal. */
    private Answer fates(JsonNode asked) {
        var answer = Json.object();
        var list = answer.putArray("OfflineGoalConversionSummaries");
        asked.path("GoalIds")
                .forEach(id -> goals.find(id.asText()).ifPresent(goal -> {
                    var fate = books.fate(goal.id());
                    int lost = fate.reasons().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum();
                    var summary = list.addObject()
                            .put("GoalId", Long.parseLong(goal.id()))
                            .put("ConversionName", goal.name())
                            .put("OverallSuccessCount", fate.counted())
                            .put("OverallUnattributedCount", lost)
                            .put(
                                    "OverallSuccessRate",
                                    fate.counted() + lost == 0 ? 0 : (double) fate.counted() / (fate.counted() + lost));
                    var alerts = summary.putArray("OverallAlerts");
                    fate.reasons()
                            .forEach((reason, times) -> alerts.addObject()
                                    .put("UnattributedReason", reason)
                                    .put("Count", times));
                    summary.putArray("DailySummaries");
                }));
        answer.putNull("PartialErrors");
        return Answer.json(200, answer);
    }

    private Answer properties() {
        var answer = Json.object();
        answer.putArray("AccountProperties")
                .addObject()
                .put("Name", "MSCLKIDAutoTaggingEnabled")
                .put("Value", String.valueOf(control.tagging()));
        return Answer.json(200, answer);
    }

    private static Answer account(JsonNode asked) {
        if (!asked.path("AccountId").asText("").equals(Advertiser.ACCOUNT)) {
            return MicrosoftFaults.answer("forbidden");
        }
        var answer = Json.object();
        answer.putObject("Account")
                .put("Id", Long.parseLong(Advertiser.ACCOUNT))
                .put("Name", Advertiser.NAME)
                .put("Number", "F1190001")
                .put("CurrencyCode", Advertiser.CURRENCY)
                .put("TimeZone", "AmsterdamBerlinBernRomeStockholmVienna");
        return Answer.json(200, answer);
    }

    private Answer submit(JsonNode order) {
        var refusal = reports.refusal(order);
        if (refusal.isPresent()) {
            return whole(refusal.get());
        }
        var entry = reports.entry(order);
        journal.append(entry);
        reports.apply(entry);
        return Answer.json(
                200, Json.object().put("ReportRequestId", entry.path("id").asText()));
    }

    private Answer poll(Call call, JsonNode asked) {
        return reports.find(asked.path("ReportRequestId").asText(""))
                .map(order -> reports.status(
                        order,
                        report(order).rows().isEmpty()
                                ? null
                                : "http://" + call.header("host").orElseThrow() + FILES + order.id() + ".zip?"
                                        + signature(order.id())))
                .orElseGet(() -> whole("ReportingServiceInvalidReportId"));
    }

    /** With characters that a client must leave as they are. */
    private static String signature(String id) {
        return "skoid=" + id + "&sig=a%2Bb%2F" + Integer.toHexString(id.hashCode()) + "%3D&sp=r";
    }

    private Answer file(Call call) {
        var id = call.path().substring(FILES.length()).replace(".zip", "");
        var order = reports.find(id);
        if (order.isEmpty() || !call.query().equals(signature(id))) {
            return Answer.xml(403, "<Error><Code>AuthenticationFailed</Code></Error>");
        }
        return Answer.of(
                200, "application/x-zip-compressed", report(order.get()).zip());
    }

    private ReportFile report(ReportDesk.Order order) {
        return new ReportFile(order, campaigns, books.counted());
    }

    @Override
    public Set<String> faultKinds() {
        return MicrosoftFaults.KINDS;
    }

    @Override
    public synchronized Answer refusal(String faultKind, Call call) {
        return call.path().equals(MicrosoftTokens.PATH)
                ? MicrosoftTokens.deadRefreshToken()
                : noted(call, 0, MicrosoftFaults.answer(faultKind));
    }

    @Override
    public Set<String> errorFields() {
        return MicrosoftError.FIELDS;
    }

    @Override
    public synchronized Answer error(WantedError wanted, Call call) {
        return call.path().equals(MicrosoftTokens.PATH)
                ? MicrosoftTokens.error(wanted.status(), wanted.text("code"), wanted.text("message"))
                : noted(call, 0, MicrosoftError.of(wanted));
    }

    @Override
    public synchronized ObjectNode totals() {
        return books.totals();
    }

    /** The list {@code campaignDays} is made up when it is asked for by name. */
    @Override
    public synchronized ObjectNode books(BooksQuery query) {
        var all = books.books(query);
        if (query.list().equals("campaignDays")) {
            var list = all.putArray("campaignDays");
            var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            query.page(campaigns.days(campaigns.first(), today)).forEach(day -> list.add(day.toJson()));
        }
        return all;
    }

    @Override
    public synchronized JsonNode control(String verb, JsonNode argument) {
        var entry = Json.object()
                .put("entry", "control")
                .put("at", clock.instant().toString())
                .put("verb", verb);
        entry.set("argument", argument);
        control.apply(entry);
        if (!MicrosoftControl.PASSING.contains(verb)) {
            journal.append(entry);
        }
        return Json.object().put("done", verb);
    }

    @Override
    public synchronized void reset() {
        journal.clear();
        books.clear();
        reports.clear();
        control.reset();
    }

    @Override
    public void close() {
        journal.close();
    }

    private Answer noted(Call call, int items, Answer answer) {
        return write(
                entry(call, items).put("outcome", answer.status() == 200 ? "answered" : "refused " + answer.status()),
                answer);
    }

    private ObjectNode entry(Call call, int items) {
        return Json.object()
                .put("entry", "request")
                .put("at", clock.instant().toString())
                .put("what", call.path())
                .put("items", items)
                .put("fault", call.fault().orElse(""));
    }

    private Answer write(ObjectNode entry, Answer answer) {
        journal.append(entry);
        books.apply(entry);
        return answer.with("TrackingId", UUID.randomUUID().toString());
    }
}
