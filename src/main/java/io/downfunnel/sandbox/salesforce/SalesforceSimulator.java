package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.WantedError;
import io.downfunnel.sandbox.company.Company;

/**
 * Salesforce with the company's data in it. The data come from the seed, what control calls changed from the journal;
 * sessions and cursors die with the process, as they may with the real one at any time.
 */
public final class SalesforceSimulator implements Simulator {

    private static final String NAME = "salesforce";

    private final Journal journal;
    private final Instance instance;
    private final JwtBearer jwt;
    private final ControlDesk desk;
    private final SoapEndpoint soap;
    private final RestEndpoint rest;
    private final TokenEndpoint token;
    private final RecordPage page;

    SalesforceSimulator(SandboxWorld world, Company company) {
        this.journal = world.journal(NAME);
        this.instance = new Instance(company, world.clock(), world.accounts().salesforce());
        this.jwt = new JwtBearer(
                world.accounts().salesforce(),
                () -> world.clock().instant().minus(world.clock().ahead()));
        this.desk = new ControlDesk(instance, jwt);
        this.soap = new SoapEndpoint(instance);
        this.rest = new RestEndpoint(instance);
        this.token = new TokenEndpoint(instance, jwt);
        this.page = new RecordPage(instance);
        journal.replay(entry -> desk.perform(
                entry.path("verb").asText(),
                entry.path("argument"),
                Instant.parse(entry.path("at").asText())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(SoapEndpoint.PATH)
                || path.startsWith(RestEndpoint.PATH)
                || path.startsWith(RestEndpoint.IDENTITY)
                || path.equals(TokenEndpoint.PATH)
                || RecordPage.serves(path);
    }

    @Override
    public Answer answer(Call call) {
        if (call.path().startsWith(SoapEndpoint.PATH)) {
            return soap.answer(call);
        }
        if (RecordPage.serves(call.path())) {
            return page.answer(call.path());
        }
        return call.path().equals(TokenEndpoint.PATH) ? token.answer(call) : rest.answer(call);
    }

    @Override
    public Set<String> faultKinds() {
        return Trouble.kinds();
    }

    @Override
    public Answer refusal(String faultKind, Call call) {
        return Trouble.of(faultKind).befall(instance, call);
    }

    @Override
    public Set<String> errorFields() {
        return Set.of("code", "message", "detail");
    }

    /** As a fault, with a detail unless that is "none"; on the token endpoint as OAuth has it. */
    @Override
    public Answer error(WantedError wanted, Call call) {
        instance.book().refused(instance.now(), "fault", call.path(), wanted.text("code"));
        if (call.path().equals(TokenEndpoint.PATH)) {
            return Answer.json(
                    wanted.status(),
                    Json.object().put("error", wanted.text("code")).put("error_description", wanted.text("message")));
        }
        Refusal refusal = new Refusal(wanted.text("code"), wanted.text("message"));
        if (!call.path().startsWith(SoapEndpoint.PATH)) {
            return RestEndpoint.refused(refusal);
        }
        return wanted.text("detail").equals("none")
                ? SoapFaults.withoutDetail(refusal.code(), refusal.getMessage())
                : SoapFaults.of(refusal);
    }

    @Override
    public ObjectNode totals() {
        Org org = instance.org();
        ObjectNode totals = instance.book().totals();
        totals.put("sessions", instance.sessions().size())
                .put("cursors", instance.cursors().size())
                .put("apiCalls", instance.usage().calls())
                .put("apiLimit", instance.usage().limit());
        Schema.STANDARD
                .types()
                .forEach(type -> totals.put(
                        "records." + type.name(),
                        org.table(type).view().all().stream()
                                .filter(row -> !row.deleted())
                                .count()));
        return totals;
    }

    @Override
    public ObjectNode books(BooksQuery query) {
        ObjectNode books = Json.object();
        books.set("totals", totals());
        if (query.wants("calls")) {
            ArrayNode calls = books.putArray("calls");
            query.page(instance.book().latest())
                    .forEach(entry -> calls.addObject()
                            .put("at", entry.at().toString())
                            .put("operation", entry.operation())
                            .put("what", entry.what())
                            .put("outcome", entry.outcome())
                            .put("rows", entry.rows()));
        }
        return books;
    }

    /** One change at a time, and each in the journal in the order in which it was made. */
    @Override
    public synchronized JsonNode control(String verb, JsonNode argument) {
        Instant now = instance.now();
        JsonNode answer = desk.perform(verb, argument, now);
        if (ControlDesk.leavesTrace(verb)) {
            ObjectNode entry = Json.object().put("at", now.toString()).put("verb", verb);
            entry.set("argument", argument);
            journal.append(entry);
        }
        return answer;
    }

    @Override
    public synchronized void reset() {
        journal.clear();
        jwt.forget();
        instance.found();
    }

    @Override
    public void close() {
        journal.close();
    }
}
