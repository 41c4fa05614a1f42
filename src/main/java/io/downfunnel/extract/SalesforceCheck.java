package io.downfunnel.extract;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.CrmCatalog;
import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.Funnel;
import io.downfunnel.extract.salesforce.Described;
import io.downfunnel.extract.salesforce.SalesforceClient;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceSettings;
import io.downfunnel.extract.salesforce.Session;
import io.downfunnel.extract.salesforce.Soql;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Settings;
import io.downfunnel.store.ApiUseStore;
import io.downfunnel.store.ApiUseStore.ApiUse;
import io.downfunnel.store.CrmCatalogStore;
import io.downfunnel.store.ExtractionStore;

/**
 * The checklist of the Salesforce connection, looked through live. It changes nothing but what we know of the CRM's fields.
 */
@ApplicationScoped
public class SalesforceCheck {
    private static final List<CrmStream> SPOKEN_OF = List.of(CrmStream.LEAD, CrmStream.OPPORTUNITY, CrmStream.CONTACT);
    private static final Funnel NO_FUNNEL = new Funnel(List.of(), List.of(), List.of());

    private static final String TOKEN = "Token";
    private static final String SALESFORCE = "Salesforce";
    private static final String ORGANISATION = "Organisation";

    private final SalesforceAccess access;
    private final ExtractConfig config;
    private final ExtractionStore extraction;
    private final ApiUseStore apiUse;
    private final CrmCatalogStore catalogs;
    private final Clock clock;

    SalesforceCheck(
            SalesforceAccess access,
            ExtractionStore extraction,
            ApiUseStore apiUse,
            CrmCatalogStore catalogs,
            Clock clock) {
        this.access = access;
        this.config = access.config();
        this.extraction = extraction;
        this.apiUse = apiUse;
        this.catalogs = catalogs;
        this.clock = clock;
    }

    /** What the connection is called. */
    public String connection() {
        return config.connection();
    }

    /** In the order in which things have to be mended: what comes after a failed line may be missing. */
    public List<CheckItem> items() {
        return items(access::settings);
    }

    /** The same with other entries in the place of those that are kept. */
    public List<CheckItem> items(Settings entered) {
        return items(() -> access.settings(entered));
    }

    /** Does it say that another organisation is there than the one whose records we have? Those are never mixed. */
    public static boolean isOtherOrganisation(CheckItem item) {
        return item.name().equals(ORGANISATION) && item.state() == CheckItem.State.FAILED;
    }

    private List<CheckItem> items(Supplier<SalesforceSettings> settings) {
        var items = new ArrayList<CheckItem>();
        // The first question is who we are: when it is not answered, we are not let in.
        visit(settings, salesforce -> look(salesforce, items))
                .ifPresent(refusal -> items.add(refusal.of(items.isEmpty() ? TOKEN : SALESFORCE)));
        items.add(budget(apiUse.today(config.connection())));
        return items;
    }

    /**
     * Which fields the CRM showed last, for whoever defines stages; the check looks them up anew too.
     *
     * @return {@link CrmCatalog#NEVER_READ} before the first look
     */
    public CrmCatalog catalog() {
        return catalogs.of(config.connection());
    }

    /** Asks the CRM for its fields now. Why it could not be asked, with what to do; empty when it was. */
    public Optional<CheckItem> readCatalog() {
        return visit(access::settings, salesforce -> keep(salesforce.describe(SPOKEN_OF)))
                .map(refusal -> refusal.of(SALESFORCE));
    }

    private record Refusal(String cause, String remedy) {
        CheckItem of(String item) {
            return CheckItem.failed(item, cause, remedy);
        }
    }

    private Optional<Refusal> visit(Supplier<SalesforceSettings> given, Consumer<SalesforceClient> look) {
        var budget = new ApiBudget(config.apiBudgetPercent(), apiUse.today(config.connection()));
        try {
            var settings = given.get();
            try (var session = new Session(settings, clock)) {
                look.accept(new SalesforceClient(settings, session, budget));
            }
            return Optional.empty();
        } catch (SalesforceException e) {
            return Optional.of(new Refusal(e.getMessage(), Connection.remedy(e.failure())));
        } finally {
            apiUse.add(config.connection(), budget.unrecorded());
        }
    }

    private void keep(Map<CrmStream, Described> described) {
        var objects = new EnumMap<CrmObject, List<CrmField>>(CrmObject.class);
        described.forEach((stream, object) ->
                CrmObject.named(stream.apiName()).ifPresent(kind -> objects.put(kind, object.catalog())));
        catalogs.keep(config.connection(), objects, clock.instant());
    }

    private void look(SalesforceClient salesforce, List<CheckItem> items) {
        var org = salesforce.org();
        items.add(CheckItem.ok(TOKEN, "Salesforce lets us in as " + org.username()));
        items.add(organization(org.id(), org.name()));
        var described = salesforce.describe(Arrays.asList(CrmStream.values()));
        if (items.stream().noneMatch(SalesforceCheck::isOtherOrganisation)) {
            keep(described);
        }
        for (var stream : CrmStream.values()) {
            items.add(object(stream, Optional.ofNullable(described.get(stream))));
        }
        items.addAll(clickFields(described));
        if (described.containsKey(CrmStream.LEAD_HISTORY)) {
            items.add(history(salesforce));
        }
    }

    private CheckItem organization(String id, String name) {
        var found = name + " (" + id + ")";
        return extraction
                .organization(config.connection())
                .filter(known -> !known.salesforceId().equals(id))
                .map(known -> CheckItem.failed(
                        ORGANISATION,
                        found + ", but what we know is of " + known.salesforceId(),
                        "Point downfunnel.salesforce.login-url back to the organisation it was, or start with an empty "
                                + "database: two organisations are never mixed"))
                .orElse(CheckItem.ok(ORGANISATION, found));
    }

    private CheckItem object(CrmStream stream, Optional<Described> described) {
        var name = "Object " + stream;
        if (described.isEmpty()) {
            return CheckItem.failed(
                    name, "our user does not see it", "Grant it read access to the object, with View All Records");
        }
        var selection = Selection.of(stream, described.get(), ClickIdFields.of(config.fields()), NO_FUNNEL);
        return selection
                .obstacle()
                .map(obstacle -> CheckItem.failed(name, obstacle, "Grant read access in field-level security"))
                .orElse(CheckItem.ok(name, "readable, " + selection.fields().size() + " fields selected"));
    }

    private List<CheckItem> clickFields(Map<CrmStream, Described> described) {
        var items = new ArrayList<CheckItem>();
        var clicks = ClickIdFields.of(config.fields());
        clicks.names().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> items.add(
                        clickField(field.getKey().name() + " field " + field.getValue(), field.getValue(), described)));
        items.add(clickField("Click time field " + clicks.clickedAt(), clicks.clickedAt(), described));
        return items;
    }

    private static CheckItem clickField(String name, String field, Map<CrmStream, Described> described) {
        var objects = described.entrySet().stream()
                .filter(object -> object.getValue().fields().contains(field))
                .map(object -> object.getKey().apiName())
                .sorted()
                .toList();
        if (objects.contains(CrmStream.LEAD.apiName())) {
            return CheckItem.ok(name, "on " + String.join(", ", objects));
        }
        return CheckItem.warning(
                name,
                objects.isEmpty()
                        ? "on no object that our user sees"
                        : "on " + String.join(", ", objects) + ", not on Lead",
                "If you capture it: create the field on Lead, map it on conversion to Opportunity, and grant our user read "
                        + "access in field-level security. If you call it otherwise: name it in downfunnel.salesforce.fields");
    }

    /** Whether a field is tracked cannot be asked; whether its history has a row of late can. */
    private CheckItem history(SalesforceClient salesforce) {
        var stream = CrmStream.LEAD_HISTORY;
        Instant now = salesforce.now();
        var soql = Soql.page(
                stream.apiName(),
                List.of("Id"),
                stream.clock(),
                now.atOffset(ZoneOffset.UTC).minus(config.history()).toInstant(),
                now.plus(Duration.ofMinutes(1)),
                Optional.of(Soql.in("Field", Set.of("Status"))),
                Optional.empty(),
                1);
        return salesforce.query(soql).rows().isEmpty()
                ? CheckItem.warning(
                        "History of Lead Status",
                        "no change of a lead's status on record",
                        "Switch on field history tracking for Lead Status. Without it a stage's moment is only known as "
                                + "well as we happen to see it")
                : CheckItem.ok("History of Lead Status", "tracked");
    }

    private CheckItem budget(ApiUse today) {
        var used = "we made " + today.calls() + " calls today"
                + today.used()
                        .map(all -> "; everyone together " + all + " of "
                                + today.allowed().orElse(0L) + " in 24 hours")
                        .orElse("");
        var spent = today.allowed()
                .filter(allowed -> today.calls() * 100 >= allowed * config.apiBudgetPercent())
                .isPresent();
        return spent
                ? CheckItem.warning(
                        "API budget",
                        used,
                        "Extraction goes on tomorrow; to go on today raise downfunnel.salesforce.api-budget-percent")
                : CheckItem.ok("API budget", used);
    }
}
