package io.downfunnel.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Dossier.Lending;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Progress;
import io.downfunnel.store.CandidateReader.Asking;

/** All that the CRM has told, dossier by dossier, as it is at one moment. Nothing is written, nor could it be. */
@Singleton
public class DossierStore {
    private static final int PAGE = 1_000;
    /** Pages that are thought about while the next one is read. */
    private static final int AHEAD = 2;

    private final Jdbi jdbi;

    public DossierStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Fields of an object that some extraction has asked for; by API name. */
    public Set<String> fieldsRead(CrmObject object) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select distinct unnest(fields) from extraction_stream
                         where object = :object and purpose = 'changes'""")
                .bind("object", object.apiName())
                .mapTo(String.class)
                .collect(Collectors.toSet()));
    }

    /**
     * Every lead and opportunity, each in one dossier, with the records that belong to it. Holds a few pages at a time.
     *
     * @param historyFields of leads
     * @param progress of leads and opportunities
     * @param interest what is of interest in a dossier, by its stories alone: of one without, nothing that may lend is read
     * @param taker called by several threads at once, in any order
     */
    public <T> void read(
            Set<String> historyFields,
            Progress progress,
            Function<Dossier, Optional<T>> interest,
            BiConsumer<Dossier, Optional<T>> taker) {
        // A session of its own: whoever is told of progress may write in this thread.
        try (var session = jdbi.open();
                var thinkers = Executors.newFixedThreadPool(AHEAD)) {
            session.useTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
                handle.execute("set transaction read only");
                // While pages are thought about, the session rests.
                handle.execute("set local idle_in_transaction_session_timeout = '15min'");
                var pages = new Pages<>(thinkers, progress, taker);
                pages.expect(count(handle, "lead") + count(handle, "opportunity"));
                for (var organization : organizations(handle)) {
                    new Reading<>(handle, organization, historyFields, interest, pages).all();
                }
                pages.finish();
            });
        }
    }

    private static long count(Handle handle, String table) {
        return handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one();
    }

    private record Organization(short id, String salesforceId) {}

    private static List<Organization> organizations(Handle handle) {
        return handle.createQuery("select id, salesforce_id from organization order by id")
                .map((row, context) -> new Organization(row.getShort("id"), row.getString("salesforce_id")))
                .list();
    }

    private record Found<T>(Dossier dossier, Optional<T> interest) {}

    /** Hands pages over, and waits when too many are being thought about. */
    private static final class Pages<T> {
        private final ExecutorService thinkers;
        private final Progress progress;
        private final BiConsumer<Dossier, Optional<T>> taker;
        private final List<Future<?>> running = new ArrayList<>();

        Pages(ExecutorService thinkers, Progress progress, BiConsumer<Dossier, Optional<T>> taker) {
            this.thinkers = thinkers;
            this.progress = progress;
            this.taker = taker;
        }

        /** Whoever listens may write it down, which this thread's transaction must not. */
        void expect(long total) {
            await(thinkers.submit(() -> progress.expect(total)));
        }

        void hand(List<Found<T>> page) {
            if (running.size() == AHEAD) {
                await(running.removeFirst());
            }
            running.add(thinkers.submit(() -> {
                page.forEach(found -> taker.accept(found.dossier(), found.interest()));
                progress.advance(page.stream()
                        .mapToLong(found -> found.dossier().leads().size()
                                + found.dossier().opportunities().size())
                        .sum());
            }));
        }

        void finish() {
            while (!running.isEmpty()) {
                await(running.removeFirst());
            }
        }

        private static void await(Future<?> page) {
            try {
                page.get();
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException("Interrupted while pages were thought about", e);
            }
        }
    }

    /** Of one organisation: opportunities with all that belongs to them first, then the leads that are left. */
    private static final class Reading<T> {
        private static final String OPPORTUNITIES = """
                select id from opportunity
                 where organization_id = :organization and id > :after
                 order by id limit :limit""";
        private static final String LEADS = """
                select id from lead
                 where organization_id = :organization and id > :after
                   and not exists (select from opportunity
                                    where opportunity.organization_id = lead.organization_id
                                      and opportunity.id = lead.opportunity_id)
                 order by id limit :limit""";
        private static final String EARLIER_OPPORTUNITIES = """
                select id from opportunity
                 where organization_id = :organization and id = any (:ids) and id <= :after""";
        private static final String EARLIER_THAN_LEADS = """
                select id from opportunity where organization_id = :organization and id = any (:ids)
                union all
                select id from lead where organization_id = :organization and id = any (:ids) and id <= :after""";

        private final Handle handle;
        private final Organization organization;
        private final Set<String> historyFields;
        private final Function<Dossier, Optional<T>> interest;
        private final Pages<T> pages;
        private final Set<String> closed;
        private final Set<String> won;

        Reading(
                Handle handle,
                Organization organization,
                Set<String> historyFields,
                Function<Dossier, Optional<T>> interest,
                Pages<T> pages) {
            this.handle = handle;
            this.organization = organization;
            this.historyFields = historyFields;
            this.interest = interest;
            this.pages = pages;
            this.closed = stages("""
                    select name from closed_stage where organization_id = :organization
                    union
                    select stage_name from opportunity
                     where organization_id = :organization and closed and stage_name is not null""");
            this.won = stages("""
                    select distinct stage_name from opportunity
                     where organization_id = :organization and won and stage_name is not null""");
        }

        private Set<String> stages(String query) {
            return handle.createQuery(query)
                    .bind("organization", organization.id())
                    .mapTo(String.class)
                    .collect(Collectors.toSet());
        }

        void all() {
            pass(OPPORTUNITIES, EARLIER_OPPORTUNITIES);
            pass(LEADS, EARLIER_THAN_LEADS);
        }

        private void pass(String next, String earlier) {
            var after = "";
            List<String> page;
            do {
                page = handle.createQuery(next)
                        .bind("organization", organization.id())
                        .bind("after", after)
                        .bind("limit", PAGE)
                        .mapTo(String.class)
                        .list();
                if (!page.isEmpty()) {
                    pages.hand(dossiers(page, earlier, after));
                    after = page.getLast();
                }
            } while (page.size() == PAGE);
        }

        /** Of what belongs to these records, and to none before them: that has been handed over already. */
        private List<Found<T>> dossiers(List<String> page, String earlier, String after) {
            var scope = StageEventStore.scope(handle, organization.id(), new HashSet<>(page));
            var ids = scope.toArray(String[]::new);
            var done = handle.createQuery(earlier)
                    .bind("organization", organization.id())
                    .bind("ids", ids)
                    .bind("after", after)
                    .mapTo(String.class)
                    .collect(Collectors.toSet());
            var stories = new StoryReader(handle, organization.id(), ids);
            var leads = stories.leads(historyFields);
            var opportunities = stories.opportunities(closed);
            var kin = new Kin();
            leads.forEach(kin::unite);
            opportunities.forEach(opportunity -> kin.add(opportunity.id()));
            StageEventStore.lineages(handle, organization.id(), ids).forEach(kin::unite);
            var doneRoots = done.stream().map(kin::root).collect(Collectors.toSet());
            return dossiers(
                    leads.stream()
                            .filter(lead -> !doneRoots.contains(kin.root(lead.id())))
                            .toList(),
                    opportunities.stream()
                            .filter(opportunity -> !doneRoots.contains(kin.root(opportunity.id())))
                            .toList(),
                    kin);
        }

        private List<Found<T>> dossiers(List<LeadStory> leads, List<OpportunityStory> opportunities, Kin kin) {
            var leadsOf = leads.stream().collect(Collectors.groupingBy(lead -> kin.root(lead.id())));
            var opportunitiesOf =
                    opportunities.stream().collect(Collectors.groupingBy(opportunity -> kin.root(opportunity.id())));
            var roots = new HashSet<>(leadsOf.keySet());
            roots.addAll(opportunitiesOf.keySet());
            var found = roots.stream()
                    .map(root -> new Dossier(
                            organization.salesforceId(),
                            leadsOf.getOrDefault(root, List.<LeadStory>of()),
                            opportunitiesOf.getOrDefault(root, List.<OpportunityStory>of()),
                            Map.of(),
                            won))
                    .map(stories -> new Found<>(stories, interest.apply(stories)))
                    .toList();
            return withLendings(found);
        }

        private List<Found<T>> withLendings(List<Found<T>> found) {
            var asking = found.stream()
                    .filter(each -> each.interest().isPresent())
                    .flatMap(each -> asking(each.dossier()))
                    .toList();
            var known = found.stream()
                    .flatMap(each -> each.dossier().leads().stream())
                    .collect(Collectors.toMap(LeadStory::id, LeadStory::history));
            var lendings = asking.isEmpty()
                    ? Map.<String, List<Lending>>of()
                    : new CandidateReader(handle)
                            .lendings(organization.id(), asking, lenders -> histories(lenders, known));
            return found.stream()
                    .map(each -> each.interest().isPresent() ? with(each, lendings) : each)
                    .toList();
        }

        private static Stream<Asking> asking(Dossier dossier) {
            return Stream.concat(
                    dossier.leads().stream().map(lead -> new Asking(CrmObject.LEAD, lead.id())),
                    dossier.opportunities().stream()
                            .map(opportunity -> new Asking(CrmObject.OPPORTUNITY, opportunity.id())));
        }

        private static <T> Found<T> with(Found<T> found, Map<String, List<Lending>> lendings) {
            var stories = found.dossier();
            var its = asking(stories)
                    .map(Asking::id)
                    .filter(lendings::containsKey)
                    .collect(Collectors.toMap(id -> id, lendings::get));
            return new Found<>(
                    new Dossier(
                            stories.organization(), stories.leads(), stories.opportunities(), its, stories.wonStages()),
                    found.interest());
        }

        /** Leads that only lend are not in the scope: theirs is read besides. */
        private Map<String, List<FieldChange>> histories(Set<String> lenders, Map<String, List<FieldChange>> known) {
            var others = lenders.stream().filter(id -> !known.containsKey(id)).toArray(String[]::new);
            if (others.length == 0) {
                return known;
            }
            var all = new HashMap<>(known);
            all.putAll(new StoryReader(handle, organization.id(), others).histories(historyFields));
            return all;
        }
    }

    /** Which records of a scope belong together. */
    private static final class Kin {
        private final Map<String, String> parents = new LinkedHashMap<>();

        void add(String id) {
            parents.putIfAbsent(id, id);
        }

        void unite(LeadStory lead) {
            add(lead.id());
            lead.masterId().ifPresent(master -> unite(lead.id(), master));
            var opportunity = lead.fields().get("ConvertedOpportunityId");
            if (opportunity != null) {
                unite(lead.id(), opportunity);
            }
        }

        void unite(String one, String other) {
            parents.put(root(one), root(other));
        }

        String root(String id) {
            add(id);
            var root = id;
            while (!parents.get(root).equals(root)) {
                root = parents.get(root);
            }
            parents.put(id, root);
            return root;
        }
    }
}
