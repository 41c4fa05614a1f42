package io.downfunnel.sandbox;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The paths below {@code /__sandbox/}, through which tests read the books and make things go wrong. */
final class Control {

    static final String PREFIX = "/__sandbox/";

    private final SandboxWorld world;
    private final List<Simulator> vendors;
    private final Faults faults;
    private final ClickBook clicks;

    Control(SandboxWorld world, List<Simulator> vendors, Faults faults, ClickBook clicks) {
        this.clicks = clicks;
        this.world = world;
        this.vendors = vendors;
        this.faults = faults;
    }

    Answer answer(Call call) {
        List<String> steps = List.of(call.path().substring(PREFIX.length()).split("/"));
        try {
            return Answer.json(200, result(call, call.method() + " " + steps.get(0), steps));
        } catch (JsonProcessingException e) {
            return refused("The posted JSON cannot be read: " + e.getOriginalMessage());
        } catch (ControlException | NumberFormatException | DateTimeException | PatternSyntaxException e) {
            return refused(e.getMessage());
        }
    }

    private JsonNode result(Call call, String what, List<String> steps) throws JsonProcessingException {
        return switch (what) {
            case "GET health" -> health();
            case "GET accounts" -> accounts(call);
            case "GET books" ->
                steps.size() == 1 ? allTotals() : vendor(steps.get(1)).books(booksQuery(call));
            case "GET faults" -> faults.toJson();
            case "POST faults" -> switchOn(Json.read(call.body()));
            case "DELETE faults" -> switchOff();
            case "GET clicks" -> clicks.list(booksQuery(call));
            case "POST clicks" -> clicks.add(Json.read(call.body()));
            case "POST clock" -> advance(Json.read(call.body()));
            case "POST reset" -> reset();
            default -> vendorCall(call, steps);
        };
    }

    /** And the settings of those vendors that name their account so. */
    private JsonNode accounts(Call call) {
        var accounts = Json.of(world.accounts());
        accounts.set(
                "settings",
                Json.of(Sandbox.settings("http://" + call.header("host").orElse(""))));
        return accounts;
    }

    private JsonNode health() {
        ObjectNode health = Json.object()
                .put("status", "up")
                .put("seed", world.settings().seed())
                .put("leads", world.settings().leads())
                .put("speed", world.settings().speed())
                .put("anchor", world.anchor().toString())
                .put("now", world.clock().instant().toString())
                .put("clicks", world.clicks().size());
        var names = health.putArray("vendors");
        vendors.forEach(vendor -> names.add(vendor.name()));
        return health;
    }

    private JsonNode allTotals() {
        ObjectNode books = Json.object();
        vendors.forEach(vendor -> books.set(vendor.name(), vendor.totals()));
        books.set("faults", faults.toJson());
        return books;
    }

    private static BooksQuery booksQuery(Call call) {
        var asked = call.parameters();
        return new BooksQuery(
                asked.getOrDefault("list", ""),
                Integer.parseInt(asked.getOrDefault("page", "0")),
                Integer.parseInt(asked.getOrDefault("size", String.valueOf(Integer.MAX_VALUE))));
    }

    private JsonNode switchOn(JsonNode posted) {
        List<Fault> wanted = (posted.isArray() ? Json.stream(posted) : Stream.of(posted))
                .map(Fault::from)
                .toList();
        wanted.forEach(this::check);
        wanted.forEach(faults::add);
        return faults.toJson();
    }

    private void check(Fault fault) {
        if (fault.isError()) {
            fault.answer().check(fault.vendor(), vendor(fault.vendor()).errorFields());
            if (!fault.answer().text("family").isEmpty()) {
                vendor(fault.vendor()).procedures().ifPresent(procedures -> procedures.error(fault.answer()));
            }
            return;
        }
        if (!fault.answer().json().isMissingNode()) {
            throw new ControlException("Only a fault of kind error has an answer, not '" + fault.kind() + "'");
        }
        Set<String> own = vendor(fault.vendor()).faultKinds();
        if (fault.onTheWire().isEmpty() && !own.contains(fault.kind())) {
            Set<String> known = new TreeSet<>(own);
            Stream.of(WireFault.values()).map(WireFault::kind).forEach(known::add);
            known.add(WantedError.KIND);
            throw new ControlException(
                    "There is no fault '" + fault.kind() + "'; " + fault.vendor() + " knows " + known);
        }
    }

    private JsonNode switchOff() {
        JsonNode last = faults.toJson();
        faults.clear();
        return last;
    }

    private JsonNode advance(JsonNode argument) {
        Duration by = Duration.parse(argument.path("advance").asText());
        if (by.isNegative()) {
            throw new ControlException("The sandbox's clock cannot go back");
        }
        world.advance(by);
        return health();
    }

    private JsonNode reset() {
        faults.clear();
        vendors.forEach(Simulator::reset);
        return allTotals();
    }

    private JsonNode vendorCall(Call call, List<String> steps) throws JsonProcessingException {
        if (!call.method().equals("POST") || steps.size() != 2) {
            throw new ControlException("There is no " + call.method() + " " + call.path() + "; see docs/sandbox.md");
        }
        return vendor(steps.get(0)).control(steps.get(1), Json.read(call.body()));
    }

    private Simulator vendor(String name) {
        return vendors.stream()
                .filter(vendor -> vendor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ControlException("There is no vendor '" + name + "'; there are "
                        + vendors.stream().map(Simulator::name).toList()));
    }

    private static Answer refused(String why) {
        return Answer.json(400, Json.object().put("error", why));
    }
}
