package io.downfunnel.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Match;
import io.downfunnel.domain.StageEvent;

/** Real stage events to look at, each with its match. Reads only, and locks nothing. */
@Singleton
public class StageSampleStore {
    /** There is no index by stage: how many of the latest events are looked through. */
    private static final int LATEST = 20_000;

    /** @param organization Salesforce's id of the organisation */
    public record Sample(String organization, StageEvent event, Match match) {}

    private final Jdbi jdbi;

    public StageSampleStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The latest first; of what was detected lately, and neither withdrawn nor still to be matched. */
    public List<Sample> latest(String stage, int limit) {
        return jdbi.inTransaction(handle -> {
            var ids = handle.createQuery("""
                            select e.id from (select * from stage_event order by id desc limit :latest) e
                             where e.stage = :stage and e.withdrawn_at is null
                               and exists (select from stage_match m where m.stage_event_id = e.id)
                             order by e.occurred_at desc, e.id desc limit :limit""")
                    .bind("latest", LATEST)
                    .bind("stage", stage)
                    .bind("limit", limit)
                    .mapTo(Long.class)
                    .list();
            return samples(handle, ids.toArray(Long[]::new));
        });
    }

    private static List<Sample> samples(Handle handle, Long[] ids) {
        var matches = new CaseReader(handle, ids).matches();
        return handle.createQuery("""
                        select stage_event.*, salesforce_id
                          from stage_event join organization on organization.id = organization_id
                         where stage_event.id = any (:ids)
                         order by occurred_at desc, stage_event.id desc""")
                .bind("ids", ids)
                .map((row, context) -> new Sample(
                        row.getString("salesforce_id"),
                        StageEventStore.event(row),
                        matches.getOrDefault(row.getLong("id"), Match.NOTHING)))
                .list();
    }

    /** By stage: half of those who clicked reached it within this time. Stages that nobody reached lately are left out. */
    public Map<String, Duration> lags() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select e.stage, percentile_cont(0.5) within group (
                                   order by extract(epoch from e.occurred_at - c.clicked_at)) as median
                          from (select * from stage_event order by id desc limit :latest) e
                          join lateral (select max(k.clicked_at) as clicked_at from matched_click k
                                         where k.stage_event_id = e.id and k.fit = 'FITS') c on c.clicked_at is not null
                         where e.withdrawn_at is null
                         group by e.stage""")
                .bind("latest", LATEST)
                .map((row, context) -> Map.entry(row.getString("stage"), Duration.ofSeconds(row.getLong("median"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
